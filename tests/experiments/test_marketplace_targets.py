"""Aggregates of a marketplace's funnel: a tiny made-up one by hand, the real one where it is present."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.errors import ScenarioError
from sim.experiments.estimates import (
    bootstrap,
    burst_variance,
    dispersion,
    share,
    truncated_exponential,
    truncated_lognormal,
)
from sim.experiments.marketplace.data import RULES, read
from sim.experiments.marketplace.targets import measure, targets
from sim.record.inequality import gini

ROOT = Path(__file__).resolve().parents[2]
REAL = Path(os.environ.get("TASUKI_DATA", ROOT.parent / "shared" / "data")) / "olist"

real = pytest.mark.skipif(not REAL.is_dir(), reason="marketplace data not beside the project (set TASUKI_DATA)")

LEADS = """lead_id,created_on,channel,landing_page,observed_until
a,2018-01-01,email,p,2018-05-01
b,2018-01-02,social,p,2018-05-02
b,2018-01-03,social,p,2018-05-02
c,2018-01-09,,p,2018-05-09
d,2018-03-30,email,p,2018-07-28
e,2018-03-31,email,p,2018-07-29
f,2018-01-20,social,p,2018-05-20
late,2018-04-01,email,p,2018-07-30
"""
DEALS = """lead_id,account_id,inside_sales,field_sales,won_at
a,A,i1,f1,2018-01-11 12:00:00
b,B,i1,f2,2018-02-11 00:00:00
b,B2,i1,f2,2018-03-11 00:00:00
c,C,i2,f1,2018-01-08 12:00:00
d,D,i1,f1,2018-06-28 00:00:00
e,E,i2,f2,2018-08-30 00:00:00
late,L,i1,f1,2018-04-02 00:00:00
nobody,N,i1,f1,2018-04-02 00:00:00
"""
USAGE = """account_id,day,items,revenue
A,2018-02-15,1,30.0
A,2018-01-31,1,10.0
A,2018-01-05,1,99.0
A,2018-05-30,1,99.0
D,2018-07-08,2,60.0
X,2018-03-01,1,5.0
"""


def _write(folder: Path, **texts: str) -> Path:
    for name, text in {"leads": LEADS, "deals": DEALS, "usage": USAGE, **texts}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_each_oddity_is_counted_once(tmp_path: Path) -> None:
    _, odd = read(_write(tmp_path))
    assert odd == {
        "duplicate_lead": 1,
        "lead_outside_period": 1,
        "channel_missing": 1,
        "deal_of_unknown_lead": 1,
        "duplicate_deal": 1,
        "deal_after_window": 1,
        "won_before_lead": 1,
        "use_of_unknown_account": 1,
        "use_before_win": 1,
        "use_after_window": 1,
        "use_window_cut": 1,
    }
    assert set(odd) == set(RULES)


def test_shares_by_hand(tmp_path: Path) -> None:
    result = targets(_write(tmp_path), resamples=50)
    assert (result.leads, result.deals) == (6, 4)
    assert {days: estimate.value for days, estimate in result.won_within.items()} == pytest.approx(
        {7: 1 / 6, 14: 2 / 6, 30: 2 / 6, 60: 3 / 6, 90: 4 / 6, 120: 4 / 6}
    )
    assert result.won_within_by_channel["email"][120].value == pytest.approx(2 / 3)
    assert result.channel_shares["unknown"].value == pytest.approx(1 / 6)
    assert result.close["median_days"].value == 40.0
    assert result.close["median_days"].n == 3  # 10.5, 40, 90; the deal before its lead has no time
    assert result.inside_sales.shares == (0.75, 0.25)
    assert result.field_sales.seen == 2


def test_an_account_enters_a_share_only_if_watched_that_long(tmp_path: Path) -> None:
    result = targets(_write(tmp_path), resamples=0)
    assert (result.active_within[30].value, result.active_within[30].n) == (0.5, 4)  # A after 20, D after 10
    assert result.active_within[90].value == pytest.approx(1 / 3)  # D was not watched that long
    assert result.active_within[90].n == 3
    assert result.active_seen.value == 0.5
    assert result.use["first_use_median_days"].value == 15.0
    assert result.use["gini"].value == pytest.approx(0.1)  # 40 and 60


def test_every_estimate_has_a_name_of_its_own(tmp_path: Path) -> None:
    names = [name for name, _ in targets(_write(tmp_path), resamples=0).flat()]
    assert len(set(names)) == len(names) > 30


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({"leads": "lead_id,created_on\na,2018-01-01\n"}, "column channel is missing"),
        ({"deals": DEALS.replace("2018-02-11 00:00:00", "soon")}, r"deals\.csv:3: won_at: is not a date"),
    ],
)
def test_wrong_files_are_refused(tmp_path: Path, texts: dict[str, str], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        read(_write(tmp_path, **texts))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"leads\.csv: no such file"):
        read(tmp_path)


def test_exact_interval_of_a_share() -> None:
    few = share(0, 10)
    assert (few.value, few.low) == (0.0, 0.0)
    assert few.high == pytest.approx(1 - 0.025 ** (1 / 10))
    assert np.isnan(share(0, 0).value)


def test_gini_of_known_amounts() -> None:
    assert gini(np.full(5, 3.0)) == pytest.approx(0.0)
    assert gini(np.array([0.0, 0.0, 0.0, 1.0])) == pytest.approx(0.75)


def test_truncation_is_undone() -> None:
    # 40,000 times: standard errors are about .02, so .1 is missed by chance less than once in 100,000.
    days = np.exp(np.random.default_rng(7).normal(3.0, 1.4, 40_000))
    mean, sigma, likelihood = truncated_lognormal(days[days <= 120.0], 120.0)
    assert (mean, sigma) == pytest.approx((3.0, 1.4), abs=0.1)
    assert likelihood > truncated_exponential(days[days <= 120.0], 120.0)
    assert np.log(days[days <= 120.0]).std() < 1.3


def test_an_exponential_is_told_from_a_lognormal() -> None:
    # 40,000 times: the gain of the right form is about .03 a time with a standard error near .002.
    days = np.random.default_rng(8).exponential(50.0, 40_000)
    days = days[days <= 120.0]
    assert truncated_exponential(days, 120.0) > truncated_lognormal(days, 120.0)[2]


def test_burst_variance_and_dispersion_of_known_arrivals() -> None:
    # 5 channels of mean 40, factor variance .25, 4,000 weeks: standard errors below .01 and .25.
    rng = np.random.default_rng(11)
    counts = rng.poisson(40.0 * rng.gamma(4.0, 0.25, (4000, 5))).astype(float)
    assert burst_variance(counts) == pytest.approx(0.25, abs=0.04)
    weekly = counts.sum(axis=1)
    assert dispersion(weekly, np.full(4000, 200.0), 0).value == pytest.approx(1 + 0.25 * 40, abs=1.2)


def test_bootstrap_interval_covers_a_mean() -> None:
    # 200 samples of 50: coverage of a nominal 95 % interval; below 87 % with chance under 1 in 100,000.
    rng = np.random.default_rng(3)
    covered = 0
    for _ in range(200):
        estimate = bootstrap(rng.normal(1.0, 1.0, 50), lambda sample: float(sample.mean()), 200)
        covered += estimate.low <= 1.0 <= estimate.high
    assert covered >= 174


@real
def test_known_aggregates_of_the_real_data() -> None:
    result = targets(REAL, resamples=200)
    assert (result.leads, result.deals) == (3343, 416)
    assert result.won_within[120].value == pytest.approx(0.124, abs=0.0005)
    assert result.active_seen.value == pytest.approx(0.46, abs=0.005)
    assert result.arrivals["daily_variance_over_mean"].low > 2  # P23: far more uneven than Poisson
    assert result.close["lognormal_over_exponential"].low > 0  # P09
    assert 1.2 <= result.close["untruncated_log_sigma"].value <= 1.9  # P09
    assert result.close["early_over_late_hazard"].value >= 10  # P10
    assert {name: count for name, count in result.oddities.items() if count} == {
        "channel_missing": 21,
        "use_after_window": 8,
        "won_before_lead": 1,
        "use_window_cut": 30,
    }


@real
def test_a_funnel_measures_the_same_whatever_the_order_of_its_leads() -> None:
    funnel, _ = read(REAL)
    order = np.random.default_rng(5).permutation(funnel.won.size)
    columns: dict[str, Any] = {name: value for name, value in vars(funnel).items() if isinstance(value, np.ndarray)}
    shuffled = replace(funnel, **{name: value[order] for name, value in columns.items()})
    pairs = zip(measure(funnel).flat(), measure(shuffled).flat(), strict=True)
    assert all(a[1].value == pytest.approx(b[1].value, rel=1e-9, nan_ok=True) for a, b in pairs)
