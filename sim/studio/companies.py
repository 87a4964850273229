"""Companies of the page: a shipped scenario with changes, and YAML in and out."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from sim.engine.company import Scenario
from sim.errors import ScenarioError
from sim.scenario import digest, dump, load, vary
from sim.scenario.files import plain
from sim.scenario.nodes import Place, parse
from sim.studio import bodies
from sim.studio.bodies import Body

MOST_ACCOUNTS, MOST_YEARS = 1_000_000, 20
MOST_ACCOUNT_WEEKS = 300_000_000
MOST_CHANGES = 500
_KEY = re.compile(r"[\w-]+(\.[\w-]+){0,30}")
_LUCK = ("run.seed", "run.replications")  # of the page, not of one company
_UPLOADED = "your-scenario.yaml"
_CHANGED = {"en": "{title} (changed)", "ja": "{title}（変更あり）"}


class Company(Body):
    """A shipped scenario with values changed by dotted key: all that the page knows of a company."""

    preset: str
    changes: dict[str, Any] = Field(default_factory=dict, max_length=MOST_CHANGES)


class Text(Body):
    """A scenario file's text."""

    yaml: str


class Shelf:
    """The scenarios of a folder, loaded once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def presets(self) -> dict[str, Scenario]:
        """Scenarios by the name of their file, base first. Raises ScenarioError where one is wrong."""
        files = sorted(self._folder.glob("*.yaml"), key=lambda file: (file.stem != "base", file.stem))
        if not files:
            raise ScenarioError(
                "holds no scenario", file=str(self._folder),
                remedy="start the studio where the folder scenarios/ is, or name one with --scenarios",
            )  # fmt: skip
        return {file.stem: load(file, Scenario) for file in files}

    def scenario(self, company: Company) -> Scenario:
        """The company's scenario. Raises ScenarioError for anything wrong, and for what is too large for a page."""
        preset = self.presets.get(company.preset)
        if preset is None:
            known = ", ".join(self.presets)
            raise ScenarioError("is no scenario here", key=company.preset, remedy=f"use one of {known}")
        if not company.changes:
            return _small_enough(preset)
        for key in company.changes:
            if not _KEY.fullmatch(key):
                raise ScenarioError("is no parameter", key=key, remedy="name one with dots, such as market.accounts")
        titles = dict(preset.title)
        untitled = {f"title.{lang}": words.format(title=titles[lang]) for lang, words in _CHANGED.items()}
        try:
            return _small_enough(vary(preset, untitled | company.changes))
        except ScenarioError as error:
            error.file = None  # it was moved in the page, not written as an argument
            raise

    def read(self, text: str) -> tuple[Company, Scenario]:
        """The company that a scenario file describes, and the scenario itself.

        Raises ScenarioError, with the line, for anything wrong.
        """
        _refuse_foreign(text, list(self.presets))
        with tempfile.TemporaryDirectory(prefix="tasuki-") as folder:
            for name in self.presets:
                shutil.copy(self._folder / f"{name}.yaml", folder)
            file = Path(folder) / _UPLOADED
            file.write_text(text, encoding="utf-8")
            try:
                scenario = _small_enough(load(file, Scenario))
            except ScenarioError as error:
                error.file = error.file and Path(error.file).name
                raise
        return self._as_changes(scenario), scenario

    def _as_changes(self, scenario: Scenario) -> Company:
        """The file as changes to the scenario it has most in common with."""
        wanted = plain(scenario)
        found = [
            Company(preset=name, changes=_unlucky(differences(plain(preset), wanted)))
            for name, preset in self.presets.items()
        ]
        company = min(found, key=lambda each: len(each.changes))
        if digest(self.scenario(company)) != digest(scenario):
            raise ScenarioError(
                "takes named entries away or orders them anew, which the page cannot", file=_UPLOADED,
                remedy="run it on the command line: tasuki run FILE",
            )  # fmt: skip
        return company


def _unlucky(changes: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {key: value for key, value in changes if key not in _LUCK}


def differences(base: Mapping[str, Any], wanted: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted keys and values in which plain scenarios differ; lists count as one value."""
    for name, value in wanted.items():
        if isinstance(value, Mapping) and isinstance(base.get(name), Mapping):
            yield from differences(base[name], value, f"{prefix}{name}.")
        elif name not in base or base[name] != value:
            yield prefix + name, value


def _refuse_foreign(text: str, names: list[str]) -> None:
    """Refuse a file that extends anything but a shipped scenario: a page must not read this machine's files."""
    tree = parse(text, Place(_UPLOADED, 1, 0))
    extends = tree.child("extends") if tree is not None else None
    known = [f"{name}.yaml" for name in names]
    if extends is not None and extends.value not in known:
        raise extends.place.error(
            "may only be one of the scenarios here", f"use one of {', '.join(known)}", key="extends",
            value=extends.shown(),
        )  # fmt: skip


def met(scenario: Scenario) -> int:
    """How many accounts there will have been in the end."""
    return round(scenario.market.accounts * (1 + scenario.market.born_per_year * scenario.run.years))


def _small_enough(scenario: Scenario) -> Scenario:
    accounts = met(scenario)
    for key, value, most, unit in (
        ("run.years", scenario.run.years, MOST_YEARS, "years"),
        ("market.accounts", accounts, MOST_ACCOUNTS, "accounts with those that are born"),
        ("market.accounts", accounts * scenario.run.weeks, MOST_ACCOUNT_WEEKS, "accounts times weeks"),
    ):
        if value > most:
            raise ScenarioError(
                f"is more than the page simulates, which is {most:,} {unit}", key=key, value=f"{value:,}",
                remedy="run it on the command line, or give less",
            )  # fmt: skip
    return scenario


async def presets(request: Request) -> JSONResponse:
    """Every shipped scenario: title, description and all its values."""
    shelf: Shelf = request.app.state.studio.shelf
    shown = {
        name: {"title": dict(each.title), "description": dict(each.description), "values": plain(each)}
        for name, each in shelf.presets.items()
    }
    return JSONResponse({"presets": shown})


async def read(request: Request) -> JSONResponse:
    """A scenario file's text, as a company of the page, with the luck that it asks for."""
    sent = await bodies.read(request, Text)
    company, scenario = await run_in_threadpool(request.app.state.studio.shelf.read, sent.yaml)
    luck = {"seed": scenario.run.seed, "replications": scenario.run.replications}
    return JSONResponse({"company": company.model_dump(), **luck})


async def write(request: Request) -> PlainTextResponse:
    """A company of the page, as a complete scenario file."""
    shelf: Shelf = request.app.state.studio.shelf
    scenario = await run_in_threadpool(shelf.scenario, await bodies.read(request, Company))
    return PlainTextResponse(dump(scenario), media_type="application/yaml")


ROUTES = [
    Route("/api/presets", presets),
    Route("/api/scenario/read", read, methods=["POST"]),
    Route("/api/scenario/write", write, methods=["POST"]),
]
