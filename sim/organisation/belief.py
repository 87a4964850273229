"""What staff believe about a customer's fit (law 2, M31's picture).

A signal is the truth, plus what an unsharpened eye takes for fit (eagerness), plus an error that shrinks with the
information gathered. The estimate weighs it against what is usual in this market, as an experienced member would: where
accounts do not differ, nobody believes that they do.
"""

from __future__ import annotations

import math

import numpy as np

from sim.compiled import kernel
from sim.organisation.automation import tracked
from sim.organisation.strategy import known_of_segment
from sim.population.tables import columns
from sim.scenario import Section, parameter
from sim.stages import Department, Stage

COLUMNS = columns(
    "organisation.belief",
    information=("f8", "units", "what the department in charge learned in hours spent on the account; 1 is a form"),
)

# The department that looks at an account of a stage; marketing looks at all that nobody else has in hand.
IN_CHARGE = np.zeros(len(Stage), np.int64)
IN_CHARGE[Stage.MQL] = Department.INSIDE_SALES
IN_CHARGE[[Stage.SQL, Stage.OPPORTUNITY]] = Department.FIELD_SALES
IN_CHARGE[Stage.ONBOARDING : Stage.ADVOCATE + 1] = Department.CUSTOMER_SUCCESS


class Perception(Section):
    """How well fit can be seen."""

    noise: float = parameter(
        1.3,
        unit="fit",
        low=0,
        high=10,
        source="AUC of fit at the sale 0.58–0.70 (real and sample data); set with P04 in view",
        meaning="standard deviation of a signal's error with one unit of information",
    )
    halo: float = parameter(
        0.25,
        unit="fit per unit of interest",
        low=0,
        high=2,
        source="assumption",
        meaning="how far eagerness is taken for fit by a department without a picture of a good customer",
    )
    picture: float = parameter(
        0.5,
        unit="0–1",
        low=0,
        high=1,
        source="assumption",
        meaning="how sharp the picture of a good customer is without feedback; 1: eagerness deceives nobody",
    )
    hour_of_research: float = parameter(
        1.5,
        unit="units per hour",
        low=0,
        high=100,
        source="assumption",
        meaning="information that an hour of research before a call brings",
    )
    hour_of_meeting: float = parameter(
        0.4,
        unit="units per hour",
        low=0,
        high=100,
        source="assumption",
        meaning="information that an hour of talking with the customer brings",
    )


@kernel
def reliability(information, spread, noise):
    """Weight of the signal in the estimate; zero where accounts do not differ."""
    known = spread * spread * information
    return known / (known + noise * noise) if known > 0.0 else 0.0


@kernel
def _known(a, department, rules):
    """What a department goes by: what it learned in hours, and what tells of the account's fit without any.

    The world is told of the first alone: nobody is better prepared for a meeting without having worked for it.
    """
    office = rules.office
    known = a.information + office.segmentation + office.taught[department] + known_of_segment(a, rules)
    return known + tracked(rules.organisation.automation) if department == Department.INSIDE_SALES else known


@kernel
def estimate(a, interest, rules):
    """Estimated fit of an account, from what its department, feedback and the company's segmentation tell.

    Right after a shift of the market all of that is about the fit that the account had before.
    """
    p, now, department = rules.organisation.perception, rules.nature.now, IN_CHARGE[a.stage]
    eagerness = p.halo * (1.0 - rules.office.picture[department]) * (interest - 0.5)
    known = _known(a, department, rules)
    fit = a.fit if rules.office.stale == 0.0 else a.fit + rules.office.stale * (a.former_fit - a.fit)
    signal = fit + eagerness + p.noise * a.misreading / math.sqrt(known)
    value = now.mean_fit + reliability(known, now.fit_spread, p.noise) * (signal - now.mean_fit)
    return min(max(value, 0.0), 1.0)


@kernel
def skill_seen(a, rules):
    """How skilled the customer's own people seem: misread as everything about this account is."""
    error = rules.organisation.perception.noise * a.misreading / math.sqrt(a.information)
    return min(max(a.skill + error, 0.0), 1.0)


@kernel
def expected_shift(a, more, rules):
    """Standard deviation by which the estimate is expected to move when ``more`` information comes in."""
    noise, spread = rules.organisation.perception.noise, rules.nature.now.fit_spread
    known = _known(a, IN_CHARGE[a.stage], rules)
    gained = reliability(known + more, spread, noise) - reliability(known, spread, noise)
    return spread * math.sqrt(max(gained, 0.0))


@kernel
def learn(a, hours, per_hour):
    """Hours that bring information about an account to the department in charge of it."""
    a.information += hours * per_hour
