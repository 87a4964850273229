"""What calibration, recovery and forecasts share: the data, the space that is searched, and companies seen through the
window of the data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import Field

from sim.crm import mapping as mappings
from sim.crm import reading
from sim.crm.layout import FILES
from sim.crm.tables import RULES, shortened
from sim.errors import ScenarioError, TasukiError
from sim.experiments.calibration import search
from sim.experiments.calibration.observatory import Observatory
from sim.experiments.calibration.posterior import DRAWS, Floats
from sim.experiments.calibration.search import Calibrated
from sim.experiments.calibration.view import WARM_UP_WEEKS, View
from sim.experiments.space import Axis, Space
from sim.request import Watcher
from sim.scenario import vary
from sim.store.identity import code_digest
from sim.store.samples import Samples
from sim.studies import spaces
from sim.studies.files import Stated, StudyForm
from sim.studies.workbench import Bench

MEMORY: Final = "moments.sqlite"
MOST_CHANNELS: Final = 6
_OPEN: Final = {  # what is fitted if no space is given: key: (low, high, logarithmic), by what the data must have
    "deals": {
        "prospects.win_intercept": (-5.5, 0.0, False),
        "prospects.decision_median_weeks": (0.5, 16.0, True),
        "prospects.cooling_half_hours": (5.0, 200.0, True),
    },
    "subscriptions.activated": {"usage.self_learning": (0.002, 0.06, True)},
    "subscriptions.ended": {"contracts.renewal_intercept": (-2.0, 3.0, False)},
}
_LEADS_FROM, _LEADS_TO = 0.25, 4.0  # of the scenario's leads of a channel


class FittingForm(StudyForm):
    """What fitting to data needs beside the space; without a space, `default_space` says what is fitted."""

    data: str = ""
    mapping: str | None = None
    warm_up_weeks: int = Field(WARM_UP_WEEKS, ge=0, le=520)
    simulations: int = Field(search.SIMULATIONS, ge=50, le=1_000_000)
    rounds: int = Field(search.ROUNDS, ge=1, le=6)
    draws: int = Field(DRAWS, ge=20, le=10_000)


def fitting_plan(stated: Stated[Any], scenario: Any) -> tuple[dict[str, Any], reading.Data]:
    """The part of a plan that says what is fitted to which data, and those data.

    Raises ScenarioError for data, a mapping or a space that are wrong.
    """
    form: FittingForm = stated.form
    if not form.data:
        raise ScenarioError("there are no data", remedy="say --data DIR, or `data:` in the experiment file")
    folder = Path(stated.path(form.data))
    mapping = mappings.read_mapping(_mapping_file(stated, folder))
    data = read_data(folder, mapping)
    plan = {"data": str(folder), "mapping": mapping.model_dump(mode="json"), "digest": files_digest(folder, mapping)}
    return plan | space_plan(stated, scenario, data.records.known, data.records.sources), data


def space_plan(stated: Stated[Any], scenario: Any, known: frozenset[str], sources: Sequence[str]) -> dict[str, Any]:
    """The part of a plan that says which parameters are fitted, and with how many simulations."""
    form: FittingForm = stated.form
    space = spaces.resolve(stated, scenario) if form.space else default_space(scenario, known, sources)
    for axis in space.axes:
        if axis.levels is not None:
            raise stated.error(("space", axis.name), "has values or levels", "give a range, with `low` and `high`")
    kept = ("warm_up_weeks", "simulations", "rounds", "draws")
    return {"space": spaces.plain(space), **{name: getattr(form, name) for name in kept}}


def _mapping_file(stated: Stated[Any], folder: Path) -> Path | None:
    """The mapping that is named, or the one that lies in the folder, or none."""
    if stated.form.mapping is not None:
        return Path(stated.path(stated.form.mapping))
    beside = folder / mappings.NAME
    return beside if beside.exists() else None


def read_data(folder: Path, mapping: mappings.Mapping) -> reading.Data:
    """The export in a folder. Raises ScenarioError where it cannot be read, or would count something twice."""
    if not folder.is_dir():
        raise ScenarioError("is no folder", file=str(folder), remedy="give the folder of a CRM export with --data")
    return reading.read(folder, mapping)


def data_of(plan: Mapping[str, Any], watcher: Watcher) -> reading.Data:
    """The data of a plan; what is left out of them is noted.

    Raises ScenarioError where they are no longer those for which the plan was made.
    """
    folder, mapping = Path(plan["data"]), mappings.Mapping.model_validate(plan["mapping"])
    if files_digest(folder, mapping) != plan["digest"]:
        raise ScenarioError("has changed since this was begun", file=str(folder), remedy="begin anew with these data")
    data = read_data(folder, mapping)
    if data.unknown_leads:
        left_out, names = data.oddities["deal_of_unknown_lead"], shortened(data.unknown_leads)
        watcher.note(f"deals left out, for their lead is not listed: {left_out:,} ({names})")
    for rule, places in data.odd_dates.items():
        watcher.note(f"{RULES[rule]['en']}: {len(places):,} ({shortened(places)})")
    return data


def files_digest(folder: Path, mapping: mappings.Mapping) -> str:
    """SHA-256 of the files that a mapping reads."""
    digest = hashlib.sha256()
    for table, file in FILES.items():
        path = folder / (getattr(mapping, table).file or file.name)
        if path.exists():
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def default_space(scenario: Any, known: frozenset[str], sources: Sequence[str]) -> Space:
    """The parameters that such data can tell something about: leads of the channels in the data, winning, use, leaving.

    Raises ScenarioError where there is none.
    """
    told = [name for name in scenario.market.channels if "leads" in known and name in sources]
    axes = [axis for axis in (_channel(scenario, name) for name in told) if axis is not None][:MOST_CHANNELS]
    for need, ranges in _OPEN.items():
        if need in known:
            axes += [Axis(key, low, high, logarithmic=log) for key, (low, high, log) in ranges.items()]
    if not axes:
        raise ScenarioError(
            "the data tell nothing of the usual parameters", remedy="name some with --vary KEY=LOW:HIGH"
        )
    return Space(tuple(axes))


def _channel(scenario: Any, name: str) -> Axis | None:
    leads = scenario.market.channels[name].weekly_leads
    key = f"market.channels.{name}.weekly_leads"
    return Axis(key, _LEADS_FROM * leads, _LEADS_TO * leads, logarithmic=True) if leads > 0 else None


class Fitting:
    """A company that is fitted: simulates points of a space, each under a replicate of its own, through a view."""

    def __init__(self, bench: Bench, space: Space, view: View, names: Sequence[str]) -> None:
        self.bench, self.space, self.view, self.names = bench, space, view, tuple(names)
        order = bench.order
        memory = Samples(order.out, self.names, f"{view.digest}-{MEMORY}", code_digest())
        self.observatory = Observatory(view, self.names, bench.jobs, memory)

    def look(self, points: Floats, replicates: Sequence[int], label: str = "simulated companies") -> Floats:
        """(points, names) of what is seen. Raises TasukiError where every one fails."""
        cases = [
            (self.view.company(vary(self.bench.scenario, self.space.changes(point))), replicate)
            for point, replicate in zip(points, replicates, strict=True)
        ]
        found = self.observatory.look(cases, self.bench.watcher.progress(label))
        if len(self.observatory.failures) >= len(cases):
            raise TasukiError(f"every simulated company failed; the first: {self.observatory.failures[0].error}")
        return found

    def calibrate(self, data: Floats, plan: Mapping[str, Any]) -> Calibrated:
        """The posterior given the moments of the data. Raises TasukiError where there is nothing to compare."""
        try:
            return search.calibrate(
                self.look, self.names, data, len(self.space.axes), simulations=plan["simulations"],
                rounds=plan["rounds"], draws=plan["draws"], seed=self.bench.seed,
            )  # fmt: skip
        except ValueError as error:
            raise TasukiError(str(error), remedy="give more data, or other parameters") from None
