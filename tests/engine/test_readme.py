"""README's Python runs, on a company small enough for a test."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
SMALL = {
    "market.accounts=4000": "market.accounts=600",
    "replications=5, overrides=[": 'replications=1, overrides=["run.years=1", ',
}


def small(block):
    for large, little in SMALL.items():
        block = block.replace(large, little)
    assert block.count("market.accounts=600") == 1
    return block


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with the shipped scenarios, in which to run; one process."""
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.conduct.available_cores", lambda: 1)
    return tmp_path


@pytest.mark.slow
def test_the_comparison(project, capsys):
    exec(small(BLOCKS[0]), {})
    printed = capsys.readouterr().out
    assert "total_value" in printed
    assert "'p':" in printed
    assert Path(printed.splitlines()[-1]).is_file()


def test_the_mesa_model(capsys):
    exec(small(BLOCKS[1]).replace("scenarios/", f"{ROOT}/scenarios/"), {})
    adoption, staff = capsys.readouterr().out.split()
    assert 0 < float(adoption) <= 1
    assert int(staff) == 38
