"""KPI contracts and what moves members besides (M22, M24 to M28): declared here, weighed in ``worth``."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from sim.flows import DECLARED
from sim.incentives import metrics
from sim.incentives.claw_back import ClawBack
from sim.incentives.curve import PayCurve
from sim.incentives.pipeline import Reckoning
from sim.kernels.choose import WAYS
from sim.scenario import Section, parameter, problem
from sim.stages import ROLES

SCOPES = ("own", "department", "company")
CREDITED = ("relay", "success", "sales", "both")
_LEAST_MONEY = 1000.0  # USD; a smaller denominator would make one contract weigh like hundreds


class Kpi(Section):
    """One term of a department's KPI contract."""

    metric: str = parameter(
        ...,
        unit="-",
        choices=tuple(metrics.METRICS),
        source="assumption: what such departments are usually measured on",
        meaning="what is measured",
    )
    scope: str = parameter(
        "own",
        unit="-",
        choices=SCOPES,
        source="assumption: what such departments are usually measured on",
        meaning="whose result counts: the member's, the department's or the company's",
    )
    weight: float = parameter(
        1.0,
        unit="share of variable pay",
        low=0,
        high=10,
        source="assumption: what such departments are usually measured on",
        meaning="weight in the contract",
    )
    target: float = parameter(
        ...,
        unit="the metric's, per member and quota period",
        low=1e-9,
        high=1e12,
        source="assumption: what such departments are usually measured on",
        meaning="what attains the contract: per member of the scope for sums, the level for shares",
    )
    volume: float = parameter(
        10.0,
        unit="per member and quota period",
        low=1e-9,
        high=1e12,
        source="assumption: what such departments are usually measured on",
        meaning="for shares: the usual denominator, with which a single case is weighed",
    )
    lag_weeks: float = parameter(
        0.0,
        unit="weeks",
        low=0,
        high=260,
        source="assumption: what such departments are usually measured on",
        meaning="how much later than the event the metric is known and paid",
    )

    role: str = parameter(
        "all",
        unit="-",
        choices=ROLES,
        source="assumption: one role for all is the simplest",
        meaning="whom of customer success the term pays, where raising use and renewing are two roles",
    )

    @model_validator(mode="after")
    def _weighable(self) -> Self:
        metric = metrics.METRICS[self.metric]
        in_money = any(DECLARED[flow].unit == "USD" for flow in metric.denominator)
        if in_money and self.volume < _LEAST_MONEY:
            raise problem(
                "volume",
                f"the usual denominator of {self.metric} is an amount of money, not {self.volume:g} dollars",
                "give the revenue due per member and quota period in USD",
            )
        return self


class Motivation(Section):
    """What moves members, whatever the contract is."""

    choice: str = parameter(
        "utility",
        unit="-",
        choices=WAYS,
        source="law 1: the placebo",
        meaning="how members choose: by expected KPI gain, or at random",
    )
    temperature: float = parameter(
        0.12,
        unit="pace",
        low=0,
        high=10,
        source="assumption",
        meaning="bounded rationality: scale of the Gumbel noise, in weeks' pay at target a week",
    )
    effort: float = parameter(
        0.40,
        unit="pace",
        low=0,
        high=10,
        source="assumption; set with P18 in view",
        meaning="price of an hour's effort, in the same unit",
    )
    patience: float = parameter(
        0.70,
        unit="per year",
        low=0.01,
        high=1,
        source="assumption",
        meaning="what a reward is worth that comes a year later",
    )
    dilution: float = parameter(
        0.2,
        unit="exponent",
        low=0,
        high=1,
        source="Friebel et al. 2017, Hamilton et al. 2003: team pay works, and shrinks with size",
        meaning="1: a shared result moves a member by their own share of it alone; 0: as if their own",
    )
    above_target: float = parameter(
        0.6, unit="ratio", low=0, high=5, source="assumption", meaning="slope of pay above the target against below"
    )
    quota_weeks: int = parameter(
        13, unit="weeks", low=1, high=104, source="assumption: quarterly", meaning="length of a quota period"
    )
    calm: float = parameter(
        0.25,
        unit="quota periods",
        low=0.01,
        high=10,
        source="assumption; a period's first weeks say little about how it will end",
        meaning="time on target that members hold against the results of the running period when they feel how it goes",
    )
    expansion_credit: str = parameter(
        "relay",
        unit="-",
        choices=CREDITED,
        source="the notes: expansion is not always customer success' doing",
        meaning="who is credited with expansion: everybody who handed the customer on, or a department alone",
    )
    pay_curve: PayCurve = PayCurve()
    reckoning: Reckoning = Reckoning()
    claw_back: ClawBack = ClawBack()
