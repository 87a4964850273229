"""A small schema with every kind of parameter, for the tests of this folder."""

from __future__ import annotations

from pathlib import Path

from pydantic import model_validator

from sim.errors import ScenarioError
from sim.scenario import ScenarioBase, Section, load, parameter, problem


class Kpi(Section):
    """One measure of a contract."""

    metric: str = parameter(..., unit="-", meaning="what is counted", source="notes", choices=["bookings", "leads"])
    weight: float = parameter(1, unit="share", meaning="weight in pay", source="notes", low=0, high=1)


class Channel(Section):
    """A way to find people."""

    cost: float = parameter(30, unit="USD per lead", meaning="cost of a lead", source="survey", low=0)
    share: float = parameter(0.5, unit="share", meaning="share of leads", source="survey", low=0, high=1)


class Department(Section):
    """One department."""

    headcount: int = parameter(3, unit="people", meaning="people employed", source="assumption", low=0, high=99)
    kpis: tuple[Kpi, ...] = parameter((Kpi(metric="bookings"),), unit="-", meaning="KPI contract", source="notes")


class Departments(Section):
    """Who does the work."""

    marketing: Department = Department(headcount=6)
    sales: Department = Department(kpis=(Kpi(metric="leads", weight=0.5),))


class Market(Section):
    """Companies that could buy.

    This paragraph is not part of the summary.
    """

    accounts: int = parameter(
        20_000,
        unit="accounts",
        meaning="companies in the market",
        source="assumption",
        low=1,
        high=10_000_000,
    )
    fit_matters: bool = parameter(True, unit="-", meaning="whether fit matters", source="assumption")
    beta: tuple[float, float] = parameter(
        (0.7, 1.2), unit="-", meaning="the two numbers of the beta law", source="Fader | Hardie", low=0.01
    )
    layers: dict[str, tuple[float, ...]] = parameter(
        {"first": (1, 2)}, unit="share", meaning="layers told", source="notes", low=0, high=10
    )
    low: float = parameter(1, unit="USD", meaning="lowest price", source="notes")
    high: float = parameter(2, unit="USD", meaning="highest price", source="notes")
    segment: str = parameter("mid size", unit="-", meaning="segment", source="notes")
    regions: tuple[str, ...] = parameter((), unit="-", meaning="regions", source="notes", choices=["east", "west"])
    channels: dict[str, Channel] = parameter(
        {"search": Channel(), "events": Channel(cost=5)},
        unit="-",
        meaning="ways to find people",
        source="notes",
    )

    @model_validator(mode="after")
    def _prices_are_ordered(self) -> Market:
        if self.low >= self.high:
            raise problem(("low", "high"), "low must be below high", "raise high or lower low")
        return self

    @model_validator(mode="after")
    def _shares_sum_to_one(self) -> Market:
        total = sum(channel.share for channel in self.channels.values())
        if abs(total - 1) > 1e-9:
            raise problem("channels", f"shares must sum to 1, not {total:g}", "change a share")
        return self


class Run(Section):
    """How it is run."""

    seed: int = parameter(1, unit="-", meaning="seed of all luck", source="-", low=0)
    replications: int = parameter(20, unit="replicates", meaning="number of replicates", source="-", low=1)
    years: int = parameter(5, unit="years", meaning="horizon", source="notes", low=1, high=20)


class Company(ScenarioBase):
    """A company."""

    run: Run = Run()
    market: Market = Market()
    departments: Departments = Departments()


def write(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    """Write a scenario file and return its path."""
    path = folder / name
    path.write_bytes(text.encode())
    return path


def refused(path: Path, *overrides: str) -> ScenarioError:
    """The error that loading must raise."""
    try:
        load(path, Company, overrides)
    except ScenarioError as error:
        return error
    raise AssertionError("loaded without an error")
