"""A simulated company's whole export: CRM files with a mapping and a page that says what they are, XES and OCEL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from sim.crm import mining
from sim.crm.activities import activities
from sim.crm.layout import ACTIVITIES, FILES, File
from sim.crm.mapping import NAME, Mapping
from sim.crm.observe import observe
from sim.crm.write import START, write
from sim.errors import StoreError
from sim.scenario import declared
from sim.scenario.words import value_text

WARM_UP_WEEKS: Final = 26
README: Final = "README.md"


def export(scenario: Any, replicate: int, folder: Path, start: date = START) -> dict[str, int]:
    """Live through a replicate again and write what its CRM knows into a new folder; returns rows by file.

    A run is a pure function of scenario and replicate, so this is the log of any run of that scenario and code.
    Raises StoreError where the folder is there already or cannot be written; nothing half-written stays.
    """
    records, moves = observe(scenario, replicate)
    inherited = records.subscriptions["account"][records.subscriptions["deal"] < 0]
    steps = sorted(activities(moves, inherited), key=lambda step: step.day)
    with _whole(folder) as place:
        write(records, steps, place, start)
        mining.write_xes(steps, place / mining.XES, start)
        mining.write_ocel(records, steps, place / mining.OCEL, start)
        warm_up = WARM_UP_WEEKS if scenario.run.weeks >= 3 * WARM_UP_WEEKS else 0
        (place / NAME).write_text(_mapping(start, warm_up, scenario.run.weeks), encoding="utf-8")
        (place / README).write_text(_readme(scenario, replicate, start, warm_up), encoding="utf-8")
    return {name: len(getattr(records, name)) for name in FILES} | {"activities": len(steps)}


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    """A folder to write into that takes its place when all is written, and is gone otherwise."""
    if folder.exists():
        raise StoreError(f"{folder} is there already", remedy="name another folder with --to")
    place = folder.with_name(f".{folder.name}.partial")
    try:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        yield place
        place.rename(folder)
    except OSError as error:
        raise StoreError(
            f"cannot write {folder}: {error.strerror}", remedy="choose another folder with --to"
        ) from error
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _mapping(start: date, warm_up: int, weeks: int) -> str:
    first, until = start + timedelta(weeks=warm_up), start + timedelta(weeks=weeks, days=-1)
    return (
        "# Everything is named as in the layout; only the days to be looked at are given.\n"
        f"first_day: {first}  # the company's first {warm_up} weeks are its start\n"
        f"leads_until: {until}\nuntil: {until}\n"
    )


def _readme(scenario: Any, replicate: int, start: date, warm_up: int) -> str:
    return (
        f"# What the CRM of `{scenario.name}` knows\n\n"
        f"Simulated by Tasuki: seed {scenario.run.seed}, replicate {replicate}, "
        f"{scenario.run.weeks} weeks from {start}.\n"
        "No latent truth is in these files. To fit a company to them:\n\n"
        f"    tasuki calibrate SCENARIO --data THIS_FOLDER --warm-up-weeks {warm_up}\n\n"
        f"`{mining.XES}` (XES, a case is an account) and `{mining.OCEL}` (OCEL 2.0) hold the steps of\n"
        f"`activities.csv` for process mining. `{NAME}` says which days calibrate looks at.\n\n{layout_page()}"
    )


def layout_page() -> str:
    """The files and columns of the layout as Markdown."""
    return "\n".join(_file_page(file) for file in (*FILES.values(), ACTIVITIES))


def mapping_page() -> str:
    """The keys of a mapping file as Markdown; those of all tables are alike."""
    lines = ["| key | if left out | meaning |", "|---|---|---|"]
    for found in declared(Mapping):
        table, below, key = found.path.partition(".")
        if not below or table == next(iter(FILES)):
            name = f"TABLE.{key}" if below else table
            lines.append(f"| `{name}` | `{value_text(found.default)}` | {found.meaning} |")
    return "\n".join(lines) + "\n"


def _file_page(file: File) -> str:
    lines = [f"**`{file.name}`**: a row is {file.row}.\n", "| column | holds | needed | meaning |", "|---|---|---|---|"]
    for column in file.columns:
        kind = f"one of {', '.join(column.words)}" if column.words else column.kind
        lines.append(f"| `{column.name}` | {kind} | {'yes' if column.required else ''} | {column.meaning} |")
    return "\n".join(lines) + "\n"
