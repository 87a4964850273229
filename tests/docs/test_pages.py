"""Every command and program in a block of the documentation runs, page by page and in order, on small companies.

Blocks of ``console``, ``sh`` and ``python`` are run; a ``yaml`` block that begins with the name of its file is written
there first. What is only shown stands in indented blocks.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sim import cli
from sim.incentives import metrics

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"```(console|sh|python|yaml)\n(.*?)```", re.DOTALL)
PAGES = [page for page in sorted((ROOT / "docs").glob("*.md")) if BLOCK.search(page.read_text("utf-8"))]
SLOW = ("extending.md", "start-strategist.md")  # programs of their own, and a calibration
SERVES = "tasuki studio"  # until Ctrl-C
SMALL = {"accounts": 600, "years": 1, "replications": 2}  # in scenarios, blocks and flags
SIZE = re.compile(rf"\b({'|'.join(SMALL)})(=|: ?| )[\d.]+")
FEW = {"sensitivity": "--trajectories 2 --replications 2", "calibrate": "--simulations 50 --rounds 1"}


def small(text: str) -> str:
    return SIZE.sub(lambda found: f"{found[1]}{found[2]}{SMALL[found[1]]}", text)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with small copies of the shipped scenarios, in which to run; nothing is drawn."""
    (tmp_path / "scenarios").mkdir()
    for path in (ROOT / "scenarios").glob("*.yaml"):
        (tmp_path / "scenarios" / path.name).write_text(small(path.read_text("utf-8")), "utf-8")
    (tmp_path / "scenarios" / "claims").symlink_to(ROOT / "scenarios" / "claims")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(metrics, "METRICS", dict(metrics.METRICS))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})  # no processes to start
    monkeypatch.setattr("sim.report.figures.draw_all", lambda *_: [])
    monkeypatch.setattr("sim.report.study.draw", lambda *_: None)
    return tmp_path


def marked(page: Path) -> Any:
    return pytest.param(page, id=page.name, marks=[pytest.mark.slow] if page.name in SLOW else [])


@pytest.mark.parametrize("page", [marked(page) for page in PAGES])
def test_what_a_page_shows_runs(page: Path, project: Path) -> None:
    for kind, text in BLOCK.findall(page.read_text("utf-8")):
        if kind == "yaml":
            write(text, project)
        elif kind == "python":
            exec(compile(small(text), page.name, "exec"), {})
        else:
            for command in commands(kind, text):
                run(command)


def write(text: str, project: Path) -> None:
    name = re.match(r"# ((?:scenarios|studies)/[\w-]+\.yaml)\b", text)
    if name:
        (project / name[1]).parent.mkdir(exist_ok=True)
        (project / name[1]).write_text(small(text), "utf-8")


def commands(kind: str, text: str) -> list[str]:
    lines = text.replace("\\\n", " ").splitlines()
    return [line[2:] for line in lines if line.startswith("$ ")] if kind == "console" else [*filter(None, lines)]


def run(command: str) -> None:
    if command.startswith(SERVES):
        return
    program, *arguments = shlex.split(small(command).split(" | ")[0])
    if program == "tasuki":
        found = CliRunner().invoke(cli.app, arguments + shlex.split(FEW.get(arguments[0], "")))
        assert found.exit_code == 0, f"{command}\n{found.output}"
    else:
        assert program == "python", f"{command}: only shown? Then indent it"
        done = subprocess.run([sys.executable, *arguments], env=os.environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}\n{done.stderr}"


def test_every_page_is_on_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    linked = set(re.findall(r"\]\(([\w.-]+\.md)", index))
    assert {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"} == linked
