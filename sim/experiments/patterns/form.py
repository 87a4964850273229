"""The form of a pattern: what its file may say. `sim.experiments.patterns.files` reads such files and measures them.

    id: P02
    title: {en: "...", ja: "..."}            # a few words
    pattern: {en: "...", ja: "..."}          # one plain sentence
    base: ../base.yaml                       # relative to this file
    set: {run.years: 5.0}                    # optional: what all arms set
    arms:
      base: {}
      line: {set: {organisation.above_target: 1.0}}
    rows:                                    # what is measured, each against a band
      - {metric: period_end_ratio, arm: base, band: [1.2, 2.0]}
      - {name: {en: "...", ja: "..."}, metric: total_value, arm: line, against: base, kind: change, band: "+"}
    source: "..."                            # of the bands
    note: {en: "...", ja: "..."}             # optional: how it is measured, and why it fails where it does
    replications: 40

A band is ``[low, high]`` in the unit of the row (an edge may be null; a share of 0.2 is 20 %), a sign, or ``"0"``: no
effect that could be told from Monte Carlo error. A row without a band is observed and judged by nobody.

Kinds of rows, of arm (and ``against``):

    level             the metric
    difference        arm minus against
    change            arm over against, less one
    elasticity        that change over the relative change of ``per``: a metric, or a ratio that the arms set
    slope             of a line through ``points``: the metric (its change where a point has ``against``) over ``at``
    highest           the highest metric among ``points``
    steepest, others  the highest elasticity among ``points``, whose ``at`` is the ratio set, and the second highest
    interior          share of replicates whose best point of the scan is at neither end
    loose, strict     by how much the first or the last point of the scan lies below the best, as a share of it
    value_over_churn  the metric at the point of most value minus that at the point of least churn

A ``scan`` is an arm for every value of one key, by which the last three kinds go. Where a point is chosen, it is chosen
on one half of the replicates and measured on the other.

``experiment`` names one of `sim.experiments.patterns.theory` that is carried out instead of simulating the company.
A pattern without rows says in ``elsewhere`` where it is measured, or why it is not yet.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from sim.experiments.claims.form import ArmDifference, Part, Words, nearest
from sim.experiments.patterns.theory import EXPERIMENTS, MEASURES
from sim.record.specifications import METRICS, Specification

Kind = Literal[
    "level", "difference", "change", "elasticity", "slope", "highest", "steepest", "others", "interior", "loose",
    "strict", "value_over_churn",
]  # fmt: skip
Edges = tuple[float | None, float | None]
Band = Edges | Literal["+", "-", "0"]
KNOWN: dict[str, Specification] = {**METRICS, **MEASURES}
AGAINST, POINTS, SCANNED = (
    ("difference", "change", "elasticity"),
    ("slope", "highest", "steepest", "others"),
    ("interior", "loose", "strict", "value_over_churn"),
)
LEAST_REPLICATIONS = 4  # two halves of two


class Point(Part):
    """One point of a line: an arm, or its change against another, at a place."""

    arm: str
    at: float
    against: str | None = None


class Scan(Part):
    """Arms that differ in one key: each is called by its value."""

    set: str
    values: tuple[float, ...] = Field(min_length=3)

    def arms(self) -> dict[str, ArmDifference]:
        """The arm of every value."""
        return {f"{value:g}": ArmDifference(extends=None, set={self.set: value}) for value in self.values}


class Row(Part):
    """One number that is measured, and the band it is held against."""

    name: Words | None = None
    metric: str
    kind: Kind = "level"
    arm: str | None = None
    against: str | None = None
    per: str | float | None = None
    points: tuple[Point, ...] = ()
    band: Band | None = None

    @field_validator("metric")
    @classmethod
    def _is_measured(cls, value: str) -> str:
        if value not in KNOWN:
            raise ValueError(f"{value!r} is no metric; {nearest(value, KNOWN)}")
        return value

    @field_validator("band")
    @classmethod
    def _has_an_edge(cls, band: Band | None) -> Band | None:
        if isinstance(band, tuple):
            low, high = band
            if low is None and high is None:
                raise ValueError("a band has at least one edge")
            if low is not None and high is not None and low > high:
                raise ValueError("a band goes from low to high")
        return band

    @model_validator(mode="after")
    def _says_what_its_kind_needs(self) -> Row:
        needs = {
            "arm": self.kind not in (*POINTS, *SCANNED),
            "against": self.kind in AGAINST,
            "per": self.kind == "elasticity",
            "points": self.kind in POINTS,
        }
        for key, needed in needs.items():
            if bool(getattr(self, key)) != needed:
                raise ValueError(f"a row of kind {self.kind} {'needs' if needed else 'has no'} {key!r}")
        if isinstance(self.per, str) and self.per not in KNOWN:
            raise ValueError(f"{self.per!r} is no metric; {nearest(self.per, KNOWN)}")
        return self

    @property
    def sides(self) -> tuple[str, ...]:
        """The arms that are needed to measure it; those of a scan apart."""
        named = [self.arm, self.against, *(side for point in self.points for side in (point.arm, point.against))]
        return tuple(dict.fromkeys(side for side in named if side is not None))


class Pattern(Part):
    """One pattern that a credible model must show."""

    id: str
    title: Words
    pattern: Words
    source: str
    experiment: str | None = None
    base: str = "../base.yaml"
    set: dict[str, Any] = Field(default_factory=dict)
    arms: dict[str, ArmDifference] = Field(default_factory=dict)
    scan: Scan | None = None
    rows: tuple[Row, ...] = ()
    note: Words | None = None
    elsewhere: Words | None = None
    replications: int = Field(40, ge=LEAST_REPLICATIONS)

    @model_validator(mode="before")
    @classmethod
    def _a_scan_brings_its_arms(cls, given: Any) -> Any:
        if isinstance(given, dict) and given.get("scan") and "arms" not in given:
            return {**given, "arms": Scan.model_validate(given["scan"]).arms()}
        return given

    @model_validator(mode="after")
    def _arms_set_what_all_do(self) -> Pattern:
        for name, arm in self.arms.items():
            self.arms[name] = ArmDifference(extends=arm.extends, set=self.set | arm.set)
        return self

    @model_validator(mode="after")
    def _is_measured_or_says_where(self) -> Pattern:
        if bool(self.rows) == bool(self.elsewhere):
            raise ValueError("a pattern has `rows`, or says `elsewhere` where it is measured")
        if self.rows and all(row.band is None for row in self.rows):
            raise ValueError("at least one row needs a `band`")
        return self

    @model_validator(mode="after")
    def _rows_name_arms(self) -> Pattern:
        for row in self.rows:
            for arm in row.sides:
                if arm not in self.arms:
                    raise ValueError(f"{arm!r} is no arm of this pattern; {nearest(arm, self.arms)}")
            if row.kind in SCANNED and self.scan is None:
                raise ValueError(f"a row of kind {row.kind} needs a `scan`")
        return self

    @model_validator(mode="after")
    def _measures_are_those_of_the_experiment(self) -> Pattern:
        if self.experiment is not None and self.experiment not in EXPERIMENTS:
            raise ValueError(f"{self.experiment!r} is no experiment; {nearest(self.experiment, EXPERIMENTS)}")
        known = METRICS if self.experiment is None else MEASURES
        for row in self.rows:
            if row.metric not in known:
                raise ValueError(f"{row.metric!r} is not measured there; {nearest(row.metric, known)}")
        return self


PARTS = (Pattern, Row, Point, Scan, ArmDifference, Words)
