"""The compiled engine against itself in plain Python: one whole company, every column, row, move and amount (twins).

Everything that is counted, chosen or paid must be equal exactly. Only where the compiler's exp, log or power may differ
from the C library's in the last bit are numbers compared with a tolerance, of a few such bits.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.stages import Cause, Stage
from tests.kernels.tiny_company import COMPANIES, ROOT, live_all

LAST_BITS = 1e-13  # relative


@pytest.fixture(scope="module")
def compiled() -> dict[str, np.ndarray]:
    return live_all()


@pytest.fixture(scope="module")
def interpreted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    out = Path(tmp_path_factory.mktemp("twin")) / "plain.npz"
    command = [sys.executable, "-W", "error", "-m", "tests.kernels.tiny_company", str(out)]
    run = subprocess.run(command, cwd=ROOT, env=os.environ | {"NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    with np.load(out) as stored:
        return dict(stored)


def assert_twins(one: np.ndarray, other: np.ndarray, name: str) -> None:
    if one.dtype.kind == "f":
        np.testing.assert_allclose(one, other, rtol=LAST_BITS, atol=LAST_BITS, err_msg=name)
    else:
        np.testing.assert_array_equal(one, other, err_msg=name)


@pytest.mark.parametrize("table", ["accounts", "members", "weekly", "worth", "moves", "entries"])
@pytest.mark.parametrize("company", COMPANIES)
def test_plain_python_lives_the_same_life(
    compiled: dict[str, np.ndarray], interpreted: dict[str, np.ndarray], company: str, table: str
) -> None:
    one, other = compiled[f"{company}.{table}"], interpreted[f"{company}.{table}"]
    assert one.shape == other.shape
    assert one.dtype == other.dtype
    for column in one.dtype.names or (None,):
        both = (one, other) if column is None else (one[column], other[column])
        assert_twins(*both, name=f"{company}.{table}.{column}")


def test_nearly_all_is_equal_to_the_last_bit(
    compiled: dict[str, np.ndarray], interpreted: dict[str, np.ndarray]
) -> None:
    for name in COMPANIES:
        for table in ("moves", "entries"):
            assert compiled[f"{name}.{table}"].tobytes() == interpreted[f"{name}.{table}"].tobytes()
        same = compiled[f"{name}.weekly"] == interpreted[f"{name}.weekly"]
        assert same.mean() > 0.95


def test_the_companies_live_through_everything(compiled: dict[str, np.ndarray]) -> None:
    """The comparison is worth little for what never happens in it."""
    moves = np.concatenate([compiled[f"{name}.moves"] for name in COMPANIES])
    assert set(moves["to_stage"]) == set(range(len(Stage)))
    assert set(moves["cause"]) >= set(Cause) - {Cause.FORGIVEN}
    kinds = np.concatenate([compiled[f"{name}.entries"]["kind"] for name in COMPANIES])
    assert len(np.unique(kinds)) == 10
    assert all((compiled[f"{name}.members"]["hires"] > 0).any() for name in COMPANIES)
