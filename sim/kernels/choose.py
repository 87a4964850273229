"""Choosing under bounded rationality, and working from the best down (M22).

An action's pace is its expected KPI gain per hour, in units of a week's pay at target: 1 means that a member who did
nothing else would just meet the contract. Effort is a price in the same unit, and so is the noise (Gumbel, so that
choices between near-equal actions follow a logit).
"""

from __future__ import annotations

from sim.compiled import kernel
from sim.draws import gumbel_quantile

WAYS = ("utility", "random")  # how members may choose
RANDOM = WAYS.index("random")


@kernel
def score(gain, hours, u, motives):
    """Score of one action: pace less effort plus noise; under random choice a keyed uniform and nothing else."""
    if motives.choice == RANDOM:
        return u
    return gain / hours - motives.effort + motives.temperature * gumbel_quantile(u)


@kernel
def sink(heap, scores, size, at):
    """Restore the heap below position ``at``: best score first, ties by the smaller index."""
    sinking = heap[at]
    value = scores[sinking]
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        best, best_value = heap[child], scores[heap[child]]
        if child + 1 < size:
            other, other_value = heap[child + 1], scores[heap[child + 1]]
            if _better(other_value, other, best_value, best):
                child, best, best_value = child + 1, other, other_value
        if not _better(best_value, best, value, sinking):
            break
        heap[at] = best
        at = child
    heap[at] = sinking


@kernel
def _better(score, i, than, j):
    return score > than or (score == than and i < j)


@kernel
def make_heap(heap, scores, size):
    """Fill ``heap`` with 0 … size − 1 so that the best score is on top; costs O(size)."""
    for k in range(size):
        heap[k] = k
    for k in range(size // 2 - 1, -1, -1):
        sink(heap, scores, size, k)


@kernel
def take_best(heap, scores, size):
    """Remove and return the best index; the heap then holds ``size`` − 1."""
    best = heap[0]
    heap[0] = heap[size - 1]
    sink(heap, scores, size - 1, 0)
    return best
