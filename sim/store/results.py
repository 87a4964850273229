"""A stored run for Python users: its bundle, and tidy pandas frames read when first asked for."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.store.runs import StoredRun

if TYPE_CHECKING:
    import pandas as pd


class Results:
    """A stored run: its bundle, and tidy pandas frames read when first asked for."""

    def __init__(self, stored: StoredRun) -> None:
        self.stored = stored

    @property
    def path(self) -> Path:
        """The run's folder."""
        return self.stored.path

    @property
    def bundle(self) -> dict[str, Any]:
        """Everything summarised, as a plain dictionary."""
        return self.stored.bundle

    @property
    def failures(self) -> list[dict[str, Any]]:
        """Replicates that gave no result: {arm, replicate, error}."""
        return list(self.stored.manifest["failures"])

    @cached_property
    def metrics(self) -> pd.DataFrame:
        """One row per arm and metric: mean, low, high (95 % interval), unit."""
        import pandas as pd

        rows = [
            {"arm": arm, "metric": name, **found}
            for arm, content in self.bundle["arms"].items()
            for name, found in content["metrics"].items()
        ]
        return pd.DataFrame(rows)

    @cached_property
    def replicates(self) -> pd.DataFrame:
        """One row per arm and replicate, a column for each metric."""
        return self._frame("replicates")

    @cached_property
    def weekly(self) -> pd.DataFrame:
        """One row per arm, replicate and week, a column for each series."""
        return self._frame("weekly")

    @cached_property
    def customers(self) -> pd.DataFrame:
        """One row per customer ever won in the detailed replicates."""
        return self._frame("customers")

    @cached_property
    def moves(self) -> pd.DataFrame:
        """One row per move between stages in the detailed replicates."""
        return self._frame("moves")

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """One row per ledger entry in the detailed replicates; amounts in integer cents."""
        return self._frame("ledger")

    def _frame(self, name: str) -> pd.DataFrame:
        frame: pd.DataFrame = self.stored.table(name).to_pandas()
        return frame
