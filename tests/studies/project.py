"""A project folder with a base scenario and the fake engine, for tests of studies."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from sim import cli, conduct
from sim.request import Watcher
from tests.experiments import fakes


def make(folder, monkeypatch, simulate=fakes.simulate):
    """Use ``folder`` as the project: scenarios/base.yaml, siloed.yaml and shared.yaml."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(conduct, "load_engine", lambda: conduct.Engine(fakes.Scenario, simulate))
    monkeypatch.setattr(conduct, "warm_up", lambda *_: None)
    scenarios = folder / "scenarios"
    scenarios.mkdir()
    (scenarios / "base.yaml").write_text("name: base\ntitle: {en: Base, ja: 標準}\n", encoding="utf-8")
    (scenarios / "siloed.yaml").write_text("extends: base.yaml\nmarket: {lift: 5.0}\n")
    (scenarios / "shared.yaml").write_text("extends: base.yaml\nmarket: {lift: 20.0, accounts: 500}\n")


def tasuki(*arguments, status=0):
    found = CliRunner().invoke(cli.app, list(map(str, arguments)))
    assert found.exit_code == status, found.output
    return found


def printed_json(*arguments):
    return json.loads(tasuki(*arguments, "--json").stdout)


def stored(found, out="results"):
    """The folder of a study printed as JSON."""
    return Path(out) / f"{found['scenario']}-{found['kind']}" / found["run"]


class Noting(Watcher):
    """Remembers what was noted."""

    def __init__(self):
        self.notes = []

    def note(self, text):
        self.notes.append(text)
