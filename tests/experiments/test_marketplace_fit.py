"""The fit of the marketplace scenario: what it compares, how it moves, what it writes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.engine.company import Scenario
from sim.experiments.estimates import Estimate, share
from sim.experiments.marketplace import fit as marketplace_fit
from sim.experiments.marketplace.company import SEARCHED, ChannelFit, company, rounded, settings, yaml_text
from sim.experiments.marketplace.data import RULES, Funnel
from sim.experiments.marketplace.fit import Point, correct_channels, distance, increments
from sim.experiments.marketplace.model import simulated_funnel
from sim.experiments.marketplace.table import page_text
from sim.experiments.marketplace.targets import Targets, measure
from sim.scenario import digest, load

ROOT = Path(__file__).resolve().parents[2]
STARTS = {path: one.start for block in SEARCHED.values() for path, one in block.items()}
CHANNELS = {"referral": ChannelFit(60.0, 0.6), "social": ChannelFit(200.0, 0.4)}


def _funnel(won_by_channel: tuple[float, float], seed: int = 1) -> Funnel:
    """400 made-up leads of two channels with given chances of being won."""
    rng = np.random.default_rng(seed)
    channel = np.arange(400) % 2
    won = rng.random(400) < np.array(won_by_channel)[channel]
    return Funnel(
        days=91,
        channels=("referral", "social"),
        arrival_day=np.floor(rng.random(400) * 91),
        channel=channel,
        won=won,
        close_days=np.where(won, 1.0 + 100.0 * rng.random(400), np.nan),
        first_use_days=np.where(won & (rng.random(400) < 0.5), 1.0 + 100.0 * rng.random(400), np.nan),
        watched_days=np.where(won, 120.0, np.nan),
        use=np.zeros(400),
        inside_sales=np.where(won, channel, -1),
        field_sales=np.where(won, channel, -1),
    )


def test_what_is_written_is_what_was_simulated(tmp_path: Path) -> None:
    chosen = rounded(settings(STARTS, CHANNELS, 0.03))
    (tmp_path / "base.yaml").write_text("run: {seed: 42}\n", encoding="utf-8")
    (tmp_path / "marketplace.yaml").write_text(yaml_text(chosen), encoding="utf-8")
    written = load(tmp_path / "marketplace.yaml", Scenario)
    assert digest(written) == digest(company(chosen))
    assert list(written.market.channels) == list(CHANNELS)


def test_every_written_value_has_a_unit_and_a_source() -> None:
    for line in yaml_text(rounded(settings(STARTS, CHANNELS, 0.03))).splitlines()[10:]:
        if line.strip() and not line.rstrip().endswith((":", "!replace")):
            unit, _, source = line.partition("#")[2].partition(";")
            assert unit.strip(), line
            assert source.strip(), line


def test_distance_counts_standard_errors() -> None:
    data = {30: share(100, 1000), 60: share(150, 1000)}
    value, variance = increments(data)
    assert value.tolist() == pytest.approx([0.10, 0.05])
    assert variance[0] == pytest.approx(0.1 * 0.9 / 1000)
    assert distance(data, [data, data]) == 0.0
    off = {30: Estimate(0.10 + np.sqrt(variance[0]), 0, 1, 1000), 60: Estimate(0, 0, 0, 1000)}
    off[60] = Estimate(off[30].value + 0.05, 0, 1, 1000)
    assert distance(data, [off, off]) == pytest.approx(1.0)
    assert distance(data, [data, off]) < 0.25 + 1e-9  # half as far off, and the replicates differ


def test_a_channel_that_wins_too_little_gets_more_interest(monkeypatch: pytest.MonkeyPatch) -> None:
    data = measure(_funnel((0.30, 0.10)))
    model = measure(_funnel((0.15, 0.15)))
    monkeypatch.setattr(marketplace_fit, "simulate_targets", lambda point: [model])
    before = Point(STARTS, CHANNELS, 0.03)
    after = correct_channels(before, data).channels
    assert after["referral"].interest > CHANNELS["referral"].interest
    assert after["social"].interest < CHANNELS["social"].interest
    assert after["social"].leads_a_week == pytest.approx(200.0)  # as many leads in both


def test_a_simulated_funnel_is_seen_through_the_window_of_the_data() -> None:
    chosen = settings(STARTS, CHANNELS, 0.03)
    chosen["market.accounts"] = replace(chosen["market.accounts"], value=4_000)
    scenario = company(chosen, {"years": 1.0})
    funnel = simulated_funnel(scenario, 0, warm_up=4, cohort=4)
    assert funnel.days == 28
    assert set(np.floor(funnel.arrival_day / 7)) == {0.0, 1.0, 2.0, 3.0}
    assert set(funnel.arrival_day % 7) <= {0.0, 1.0, 2.0, 3.0, 4.0}
    assert np.isfinite(funnel.close_days[funnel.won]).all()
    assert funnel.won.any()
    assert ((funnel.close_days[funnel.won] > 0) & (funnel.close_days[funnel.won] <= 120)).all()
    assert np.isnan(funnel.first_use_days[~funnel.won]).all()
    assert ((funnel.field_sales >= 0) == funnel.won).all()
    again = simulated_funnel(scenario, 0, warm_up=4, cohort=4)
    np.testing.assert_equal(vars(again), vars(funnel))


def test_the_page_sets_every_line_side_by_side() -> None:
    data: Targets = replace(measure(_funnel((0.3, 0.1)), 50), oddities=dict.fromkeys(RULES, 0))
    model = [measure(_funnel((0.3, 0.1), seed)) for seed in (2, 3, 4)]
    page = page_text(company(settings(STARTS, CHANNELS, 0.03)), data, model)
    lines = [line for line in page.splitlines() if line.endswith(("| yes |", "| no |"))]
    assert len(lines) > 30
    assert all(line.count("|") == 6 for line in lines)
    assert "{" not in page


def test_the_shipped_scenario_loads() -> None:
    scenario = load(ROOT / "scenarios" / "marketplace.yaml", Scenario)
    assert scenario.departments.field_sales.headcount == 11
    weekly = sum(channel.weekly_leads for channel in scenario.market.channels.values())
    assert weekly * scenario.market.accounts / 20_000 == pytest.approx(259, rel=0.15)
