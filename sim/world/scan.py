"""Looking over the market: which rows have to be read this week, found without reading any (M14).

One byte and one draw a row, most of them ruled out several at a time. An account's glance is its appeal class (0–7)
while it is quiet in the market; LOOK_CLOSELY; GONE for good; or, while nothing can happen before a known week, that
week on a clock of _SLEEP weeks, in which it is looked at again.
"""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel
from sim.draws import WORDS, decision, fill_words, unit
from sim.world.talk import LOOK_CLOSELY

GONE = 9
_ASLEEP, _SLEEP = 16, 240
ARRIVAL = decision("market.arrival")


@kernel
def asleep_until(week):
    """The glance of an account to which nothing can happen before this week."""
    return _ASLEEP + week % _SLEEP


@kernel
def luck_of(i, luck):
    """This week's number of a row, strictly between 0 and 1."""
    return unit(luck[i & 3, i >> 2])


@kernel
def look_around(glance, luck, marks, rates, most, now, looked):
    """Draw for every row, list those to be read in ``looked`` (rows + 1) and return how many they are.

    glance, marks: a byte a row, in whole eights, the second for use here; luck: space for their draws, (4, n) uint32;
    rates: chance of a response by appeal class; most: what may raise it most.
    """
    bound, highest, awake = np.full(256, -1.0), 0.0, asleep_until(now.week)
    for c in range(rates.shape[0]):
        bound[c] = 2.0 * now.reputation * rates[c] * most * now.reach_most * now.best_known
        highest = max(highest, bound[c])
    bound[LOOK_CLOSELY] = bound[awake] = 2.0
    fill_words(luck, now.key, ARRIVAL, now.week)  # one block serves four neighbouring rows
    _mark(glance, luck, np.uint32(min(highest * WORDS, WORDS - 1.0)), awake, now.visible, marks)
    n = 0
    for k in range(_list_marked(marks, looked)):  # a row that is kept stands no later than it stood
        i = looked[k]
        looked[n] = i
        n += luck_of(i, luck) < bound[glance[i]]
    return n


@kernel
def _mark(glance, luck, limit, awake, visible, marks):
    """Mark, in a loop that is vectorised, all rows that may have to be read: no class responds to a higher word."""
    for n in range(luck.shape[1]):
        for j in range(4):
            seen = glance[4 * n + j]
            marks[4 * n + j] = (luck[j, n] <= limit) | (seen == LOOK_CLOSELY) | (seen == awake)
    marks[visible:] = 0


@kernel
def _list_marked(marks, looked):
    """List the marked rows: eight marks are one number, and where it is zero there is nothing to list.

    Within the eight there is no branch for a processor to guess wrong; numbers without a sign need no question whether
    an index counts from the end, and one with a sign among them would make all of them floating.
    """
    eights, n = marks.view(np.uint64), np.uint64(0)
    for k in range(np.uint64(len(eights))):
        if eights[k]:
            for j in range(np.uint64(8)):
                i = np.uint64(8) * k + j
                looked[n] = i
                n += marks[i]
    return n
