"""Keyed luck (law 6): every draw is a pure function of (seed, replicate, decision, agent, time).

Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): the key is (seed, replicate), the
counter is (agent, time, decision, part). Scenario and parameters are never in it, so one customer meets the same luck
under every policy. All distributions are drawn by inverse CDF, so that a small change of a parameter moves the drawn
value a little and never shifts the draws that follow.
"""

from __future__ import annotations

import math
import zlib

import numpy as np

from sim.compiled import kernel

_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_LOW, _SHIFT = np.uint64(0xFFFFFFFF), np.uint64(32)
WORDS = 4294967296.0  # as many as there are
_TO_UNIT = 1.0 / WORDS
_DECISIONS: dict[str, int] = {}


def decision(name: str) -> np.uint64:
    """Register a named decision and return its 32-bit identity, which depends on nothing but the name.

    Raises ValueError where the name is taken or its identity collides with another's.
    """
    identity = zlib.crc32(name.encode())
    if name in _DECISIONS or identity in _DECISIONS.values():
        raise ValueError(f"decision {name!r} is registered already, or its identity collides: choose another name")
    _DECISIONS[name] = identity
    return np.uint64(identity)


def decisions() -> dict[str, int]:
    """All registered decisions by name."""
    return dict(_DECISIONS)


def luck_key(seed: int, replicate: int) -> np.uint64:
    """The generator's 64-bit key: seed in the low word, replicate in the high word (both 0 … 2³² − 1)."""
    return np.uint64((replicate << 32) | seed)


@kernel
def philox(c0, c1, c2, c3, key):
    """Ten rounds of Philox4x32 on counter words (uint64 below 2³²) under a 64-bit key: four words."""
    k0 = key & _LOW
    k1 = key >> _SHIFT
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0, c1, c2, c3 = (p1 >> _SHIFT) ^ c1 ^ k0, p1 & _LOW, (p0 >> _SHIFT) ^ c3 ^ k1, p0 & _LOW
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@kernel
def unit(word):
    """A word as a number strictly between 0 and 1 (32-bit resolution)."""
    return (np.float64(np.int64(word)) + 0.5) * _TO_UNIT  # a signed word becomes a number in one instruction


@kernel
def four(key, what, agent, time):
    """Four independent uniforms in (0, 1) for one decision of one agent at one time."""
    a, b, c, d = philox(np.uint64(agent), np.uint64(time), what, np.uint64(0), key)
    return unit(a), unit(b), unit(c), unit(d)


@kernel
def uniform(key, what, agent, time):
    """One uniform in (0, 1) for one decision of one agent at one time."""
    return unit(philox(np.uint64(agent), np.uint64(time), what, np.uint64(0), key)[0])


@kernel
def fill_words(words, key, what, time):
    """The words behind ``four`` for the agents 0 … n − 1 into ``words`` (4, n), uint32.

    Left as words: so the processor draws for several agents at once.
    """
    for n in range(words.shape[1]):
        words[0, n], words[1, n], words[2, n], words[3, n] = philox(
            np.uint64(n), np.uint64(time), what, np.uint64(0), key
        )


_BLOCK = 64  # rows: enough for the processor to draw for several at once, few enough to stay close at hand


def space_for_luck() -> np.ndarray:
    """Space for `four_in_turn`."""
    return np.zeros((4, _BLOCK), np.uint32)


@kernel
def four_in_turn(words, key, what, agents, at, turn, end, time):
    """``four`` for ``agents[at]`` in a walk along the list: a block is drawn whenever the walk has come to its begin.

    words: `space_for_luck`, for one walk at a time; turn: steps since the walk's begin; end: where the list ends.
    """
    place = turn % _BLOCK
    if place == 0:
        _fill_block(words, key, what, agents[at : min(at + _BLOCK, end)], time)
    return unit(words[0, place]), unit(words[1, place]), unit(words[2, place]), unit(words[3, place])


@kernel
def _fill_block(words, key, what, agents, time):
    for n in range(len(agents)):
        words[0, n], words[1, n], words[2, n], words[3, n] = philox(
            np.uint64(agents[n]), np.uint64(time), what, np.uint64(0), key
        )


@kernel
def normal_quantile(u):
    """Standard normal quantile, relative error below 1.2e-9 (P. J. Acklam's rational approximation)."""
    if u < 0.02425 or u > 0.97575:
        tail = u if u < 0.5 else 1.0 - u
        q = math.sqrt(-2.0 * math.log(tail))
        x = (((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e00) * q
               - 2.549732539343734e00) * q + 4.374664141464968e00) * q + 2.938163982698783e00) / (
            (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e00) * q
             + 3.754408661907416e00) * q + 1.0)  # fmt: skip
        return x if u < 0.5 else -x
    q = u - 0.5
    r = q * q
    return (((((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
              + 1.383577518672690e02) * r - 3.066479806614716e01) * r + 2.506628277459239e00) * q / (
        ((((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
          + 6.680131188771972e01) * r - 1.328068155288572e01) * r + 1.0)  # fmt: skip


@kernel
def exponential_quantile(u):
    """Quantile of the exponential distribution of mean one."""
    return -math.log(1.0 - u)


_GUMBEL_STEPS = 2048
_GUMBEL = -np.log(-np.log((np.arange(_GUMBEL_STEPS + 1) + 0.5) / (_GUMBEL_STEPS + 1)))


@kernel
def gumbel_quantile(u):
    """Gumbel quantile from a table of 2,049 places, linear between them; it ends at the table's ends, −2.1 and 8.3.

    The noise of random utility, with which choices follow a logit. Millions are drawn a run, and the two logarithms of
    the exact form would take longer than everything else that a member considers.
    """
    place = u * _GUMBEL_STEPS
    low = int(place)
    return _GUMBEL[low] + (place - low) * (_GUMBEL[low + 1] - _GUMBEL[low])


@kernel
def gamma_quantile(u, shape):
    """Gamma quantile of mean one by Wilson–Hilferty's cube: within 3 % from shape 1 on (1st to 99th percentile)."""
    cube = 1.0 - 1.0 / (9.0 * shape) + normal_quantile(u) / (3.0 * math.sqrt(shape))
    return max(cube, 0.0) ** 3


@kernel
def logistic(x):
    """1 / (1 + e⁻ˣ)."""
    return 1.0 / (1.0 + math.exp(-x))
