"""A stored study for Python users: its story, and tidy pandas frames read when first asked for."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.store.runs import StoredRun

if TYPE_CHECKING:
    import pandas as pd


class Study:
    """An experiment over many companies, as stored."""

    def __init__(self, stored: StoredRun) -> None:
        self.stored = stored

    @property
    def path(self) -> Path:
        """The run's folder, with ``report.html``."""
        return self.stored.path

    @property
    def study(self) -> dict[str, Any]:
        """Everything told, as a plain dictionary."""
        return self.stored.study

    @property
    def content(self) -> dict[str, Any]:
        """The numbers behind the findings."""
        return dict(self.study["content"])

    def findings(self, lang: str = "en") -> list[str]:
        """What was found, the headline first."""
        return [str(finding[lang]) for finding in self.study["findings"]]

    def frame(self, name: str) -> pd.DataFrame:
        """A Parquet file of the run. Raises StoreError if the study has none of that name."""
        frame: pd.DataFrame = self.stored.table(name).to_pandas()
        return frame

    @cached_property
    def points(self) -> pd.DataFrame:
        """One row per point: what was varied, replicates, the metric's mean and 95 % interval."""
        return self.frame("points")

    @cached_property
    def replicates(self) -> pd.DataFrame:
        """One row per point and replicate: what was varied, and every metric."""
        axes = [axis["name"] for axis in self.study["plan"]["space"]]
        return self.points[["point", *axes]].merge(self.frame("replicates"), on="point")

    @cached_property
    def indices(self) -> pd.DataFrame:
        """One row per parameter, of a sensitivity analysis."""
        return self.frame("indices")
