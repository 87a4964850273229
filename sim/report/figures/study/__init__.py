"""Figures of studies. One file for each form, found by its name, with a function ``draw(sheet, data, lang)`` that draws
plain data on a sheet whose texts are already there.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

from sim.errors import TasukiError
from sim.experiments.executors import Failure, execute
from sim.report.figures import fonts
from sim.report.figures.canvas import DPI, settings, settle, sheet

Study = Mapping[str, Any]
FROM_TO = {"en": " to ", "ja": "〜"}


def draw_all(study: Study, folder: Path, lang: str, jobs: int = 1) -> list[Path]:
    """Draw every figure of a study into an existing folder, as ``<number>-<name>.<language>.png``, in ``jobs``
    processes.

    The language in the name is that of the labels: without a Japanese font it is English. Raises OSError where the
    folder cannot be written.
    """
    shown, paths = fonts.language(lang), []
    for outcome in execute(range(len(study["figures"])), partial(_write, study, folder, shown), jobs):
        if isinstance(outcome, Failure):
            raise TasukiError(f"figure {outcome.task + 1} cannot be drawn: {outcome.error}")
        if isinstance(outcome, OSError):
            raise outcome
        paths.append(outcome)
    return paths


def draw(study: Study, place: int, lang: str) -> Figure:
    """The figure at a place of the study's list."""
    lang, content = fonts.language(lang), study["figures"][place]
    with rc_context(rc=settings(lang)):
        title, caption, reading = (content[key][lang] for key in ("title", "caption", "reading"))
        facts = {**study, "replications": counted(study, content["data"], lang)}
        made = sheet(facts, lang, title.rstrip(".。"), caption, reading)
        import_module(f"{__name__}.{content['form']}").draw(made, content["data"], lang)
        settle(made)
    return made


def counted(study: Study, data: Mapping[str, Any], lang: str) -> int | str:
    """Replicates of what a figure shows: the study's, or from the least to the most that its ``data`` say."""
    least, most = data.get("replicates", [study["replications"]] * 2)
    return int(most) if least == most else f"{least}{FROM_TO[lang]}{most}"


def _write(study: Study, folder: Path, lang: str, place: int) -> Path | OSError:
    path = folder / f"{place + 1:02}-{study['figures'][place]['name']}.{lang}.png"
    try:
        # No software version in the file: the same study gives the same bytes.
        draw(study, place, lang).savefig(path, dpi=DPI, metadata={"Software": None})
    except OSError as error:
        return error
    return path
