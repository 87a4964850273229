"""The ten figures, each one function from a bundle to a matplotlib ``Figure``.

No pyplot and no global state beyond the registration of a font: safe in worker processes. A figure whose
data the bundle does not have (strictness, life) is skipped.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from sim.errors import TasukiError
from sim.experiments.executors import Failure, execute
from sim.report.figures import fonts
from sim.report.figures.canvas import DPI
from sim.report.figures.cash import cash
from sim.report.figures.cohorts import cohorts
from sim.report.figures.fit import fit
from sim.report.figures.flow import flow
from sim.report.figures.life import life
from sim.report.figures.load import load
from sim.report.figures.ltv import ltv
from sim.report.figures.strictness import strictness
from sim.report.figures.talk import talk
from sim.report.figures.value import value
from sim.report.reading import Bundle

FIGURES = (value, flow, fit, cohorts, load, cash, ltv, talk, strictness, life)


def names() -> list[str]:
    """The names of all figures, in the order of the report."""
    return [figure.__name__ for figure in FIGURES]


def available(bundle: Bundle, name: str) -> bool:
    """Whether the bundle has what a figure shows."""
    return name not in ("strictness", "life") or bundle[name] is not None


def draw_all(bundle: Bundle, folder: Path, lang: str, jobs: int = 1) -> list[Path]:
    """Draw every figure the bundle has the data for into an existing folder, as
    ``<number>-<name>.<language>.png``, in ``jobs`` processes.

    The language in the name is that of the labels: without a Japanese font it is English. Raises OSError
    where the folder cannot be written.
    """
    shown = fonts.language(lang)
    drawn = [number for number, name in enumerate(names(), start=1) if available(bundle, name)]
    paths = []
    for outcome in execute(drawn, partial(_draw, bundle, folder, shown), jobs):
        if isinstance(outcome, Failure):
            raise TasukiError(f"figure {outcome.task} cannot be drawn: {outcome.error}")
        if isinstance(outcome, OSError):
            raise outcome
        paths.append(outcome)
    return paths


def _draw(bundle: Bundle, folder: Path, lang: str, number: int) -> Path | OSError:
    figure = FIGURES[number - 1]
    path = folder / f"{number:02}-{figure.__name__}.{lang}.png"
    try:
        # No software version in the file: the same bundle gives the same bytes.
        figure(bundle, lang).savefig(path, dpi=DPI, metadata={"Software": None})
    except OSError as error:
        return error
    return path
