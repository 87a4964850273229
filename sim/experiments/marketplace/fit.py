"""Fit the marketplace scenario to the real leads: simulated moments under paired luck.

    python -m sim.experiments.marketplace.fit --data DIR            fit, then write the scenario and its table
    python -m sim.experiments.marketplace.fit --data DIR --table    keep the scenario, write the table anew

DIR holds leads.csv, deals.csv and usage.csv. Arrivals, channel mix and bursts are set directly. Eight
parameters are searched so that two sets of shares come out: of leads won, by days since the lead, and of won
accounts active, by days since the win; between searches the interest of each channel is moved until its own
share won comes out. Every evaluation meets the same luck, so the distance is smooth enough for a simplex.
"""

from __future__ import annotations

import argparse
import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from scipy import optimize

from sim.errors import ScenarioError
from sim.experiments.estimates import Estimate, Floats
from sim.experiments.marketplace.company import (
    SEARCHED,
    ChannelFit,
    Setting,
    channels_of,
    company,
    rounded,
    settings,
    yaml_text,
)
from sim.experiments.marketplace.model import simulated_funnel, weeks_needed
from sim.experiments.marketplace.table import write_table
from sim.experiments.marketplace.targets import Targets, measure, targets

Line = np.ndarray[tuple[int], np.dtype[np.float64]]
ROOT: Final = Path(__file__).resolve().parents[3]
SCENARIO: Final = ROOT / "scenarios" / "marketplace.yaml"
TABLE: Final = ROOT / "docs" / "marketplace.md"
WARM_UP_WEEKS: Final = 26
COHORT_WEEKS: Final = 13
REPLICATES: Final = 16  # with fewer, the search finds what suits the luck of a few sellers
SEED: Final = 20_180_101
ROUNDS: Final = 2
EVALUATIONS: Final = 40  # of one block in one round
STEP: Final = 0.12  # of a parameter's range, first move of the simplex
PRIOR_LEADS: Final = 40.0  # leads at the overall share that are added to each channel's own
INTEREST_SLOPE: Final = 1.5  # logit of a channel's share won per logit of its interest, about


@dataclass(frozen=True)
class Point:
    """A candidate: the searched parameters and the channels."""

    found: dict[str, float]
    channels: dict[str, ChannelFit]
    burst: float

    def chosen(self) -> dict[str, Setting]:
        """Every value of the scenario, as it will be written."""
        return rounded(settings(self.found, self.channels, self.burst))


def simulate_targets(point: Point) -> list[Targets]:
    """The aggregates of every replicate of the candidate."""
    years = weeks_needed(WARM_UP_WEEKS, COHORT_WEEKS) / 52.0
    scenario = company(point.chosen(), {"years": years, "seed": SEED})
    gc.collect()  # a model's processes refer to it, so only the collector frees its tables
    return [measure(simulated_funnel(scenario, r, WARM_UP_WEEKS, COHORT_WEEKS)) for r in range(REPLICATES)]


def increments(shares: Mapping[int, Estimate]) -> tuple[Floats, Floats]:
    """Shares between one horizon and the next, with the variance of each."""
    value = np.diff([0.0, *(share.value for share in shares.values())])
    n = np.array([share.n for share in shares.values()], dtype=np.float64)
    return value, np.maximum(value * (1.0 - value), 1e-4) / n


def distance(data: Mapping[int, Estimate], model: Sequence[Mapping[int, Estimate]]) -> float:
    """Squared differences of the increments over their variance: of the data, and of the mean of the replicates."""
    wanted, variance = increments(data)
    drawn = np.array([increments(shares)[0] for shares in model])
    noise = drawn.var(axis=0, ddof=1) / len(drawn)
    return float(((drawn.mean(axis=0) - wanted) ** 2 / (variance + noise)).sum())


def block_distance(block: str, data: Targets, model: Sequence[Targets]) -> float:
    """Distance of one block of shares: won or active, within days."""
    name = f"{block}_within"
    return distance(getattr(data, name), [getattr(one, name) for one in model])


def search(block: str, point: Point, data: Targets) -> Point:
    """Move the parameters of one block until its shares fit best."""
    paths = list(SEARCHED[block])
    low = np.array([one.low for one in SEARCHED[block].values()])
    width = np.array([one.high for one in SEARCHED[block].values()]) - low
    start: Line = (np.array([point.found[path] for path in paths]) - low) / width

    def at(place: Line) -> Point:
        values = low + width * np.clip(place, 0.0, 1.0)
        return replace(point, found=point.found | dict(zip(paths, values.tolist(), strict=True)))

    def objective(place: Line) -> float:
        return block_distance(block, data, simulate_targets(at(place)))

    corners = np.vstack([start, start + np.diag(np.where(start < 0.5, STEP, -STEP))])
    best = optimize.minimize(
        objective,
        start,
        method="Nelder-Mead",
        options={"initial_simplex": corners, "maxfev": EVALUATIONS, "xatol": 1e-3, "fatol": 0.05},
    )
    print(f"{block}: distance {best.fun:.1f} after {best.nfev} evaluations", flush=True)
    return at(best.x)


def correct_channels(point: Point, data: Targets) -> Point:
    """Move each channel's interest towards its share won, and all arrivals towards the mean seen."""
    model = simulate_targets(point)
    more = data.arrivals["weekly_mean"].value / np.mean([one.arrivals["weekly_mean"].value for one in model])
    gaps = {name: _gap(name, data, model) / INTEREST_SLOPE for name in point.channels}
    share = {name: estimate.value for name, estimate in data.channel_shares.items()}
    level = sum(gaps[name] * share[name] for name in gaps)
    channels = {
        name: ChannelFit(one.leads_a_week * float(more), _shifted(one.interest, gaps[name] - level))
        for name, one in point.channels.items()
    }
    return replace(point, channels=channels)


def _gap(name: str, data: Targets, model: Sequence[Targets]) -> float:
    """Log odds of being won that the model lacks in this channel, small channels drawn to the whole."""
    own, overall = data.won_within_by_channel[name][120], data.won_within[120].value
    wanted = (own.value * own.n + overall * PRIOR_LEADS) / (own.n + PRIOR_LEADS)
    drawn = [one.won_within_by_channel[name][120] for one in model]
    won, leads = sum(share.value * share.n for share in drawn), sum(share.n for share in drawn)
    return _logit(wanted) - _logit((won + 0.5) / (leads + 1.0))


def _logit(share: float) -> float:
    return float(np.log(share / (1.0 - share)))


def _shifted(share: float, by: float) -> float:
    return float(np.clip(1.0 / (1.0 + np.exp(-_logit(share) - by)), 0.02, 0.98))


def fit(data: Targets) -> Point:
    """The best candidate found; the same data give the same one."""
    found = {path: one.start for block in SEARCHED.values() for path, one in block.items()}
    point = Point(found, channels_of(data), data.arrivals["burst_variance"].value)
    for _ in range(ROUNDS):
        for block in SEARCHED:
            # The search comes last: a correction moves the level of all shares a little.
            point = search(block, correct_channels(point, data), data)
    return point


def main() -> None:
    """Fit (or keep) the scenario and write its table."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="the folder of the data")
    parser.add_argument("--table", action="store_true", help="keep the scenario, write the table anew")
    asked = parser.parse_args()
    try:
        data = targets(asked.data)
    except ScenarioError as error:
        parser.error(str(error))
    if not asked.table:
        SCENARIO.write_text(yaml_text(fit(data).chosen()), encoding="utf-8")
    write_table(SCENARIO, data, TABLE)


if __name__ == "__main__":
    main()
