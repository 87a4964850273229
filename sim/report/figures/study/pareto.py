"""The first objective against each other one: trials, those left with intervals, and which of them are on the front.

data: {objectives: [{words, unit}, ...], trials: (trials, objectives), broken: by trial, finals: by candidate and
objective {mean, low, high}, front: by candidate, base: by objective {mean, low, high}}.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.canvas import BASELINE, FAINT, INK, SOLID
from sim.report.figures.lines import wrap
from sim.report.reading import Estimate
from sim.report.words import Style, style

Data = Mapping[str, Any]

BROKEN = "#C2570C"
LABEL_UNITS = 44


def draw(sheet: Figure, data: Data, lang: str) -> None:
    """Draw on an empty sheet, a panel for each objective after the first."""
    forms = [_form(data, place, lang) for place in range(len(data["objectives"]))]
    panels = sheet.subplots(1, len(forms) - 1, squeeze=False, sharey=True)[0]
    for other, axes in enumerate(panels, start=1):
        _trials(axes, data, other, forms)
        for found, on in zip(data["finals"], data["front"], strict=True):
            _cross(axes, found[other], found[0], (forms[other], forms[0]), SOLID.colour if on else SOLID.pale, "o")
        _cross(axes, data["base"][other], data["base"][0], (forms[other], forms[0]), BASELINE.colour, "D")
        axes.set_xlabel(_label(data["objectives"][other], forms[other], lang))
    panels[0].set_ylabel(_label(data["objectives"][0], forms[0], lang), color=INK)


def _form(data: Data, place: int, lang: str) -> Style:
    largest = float(np.nanmax(np.abs(np.array(data["trials"], dtype=np.float64)[:, place])))
    return style(Estimate(largest), data["objectives"][place]["unit"], lang)


def _label(objective: Data, form: Style, lang: str) -> str:
    unit = form.unit.strip()
    return "\n".join(wrap(objective["words"][lang] + (f", {unit}" if unit else ""), LABEL_UNITS))


def _trials(axes: Axes, data: Data, other: int, forms: list[Style]) -> None:
    at, broken = np.array(data["trials"], dtype=np.float64), np.array(data["broken"])
    for mask, colour, marker in ((~broken, FAINT, "o"), (broken, BROKEN, "x")):
        axes.scatter(
            at[mask, other] / forms[other].divisor,
            at[mask, 0] / forms[0].divisor,
            s=22,
            color=colour,
            marker=marker,
            alpha=0.7,
        )


def _cross(axes: Axes, x: Data, y: Data, forms: tuple[Style, Style], colour: str, marker: str) -> None:
    """A mark with its intervals in both directions."""
    (across, *side), (up, *tall) = (
        [np.nan if found[key] is None else found[key] / form.divisor for key in ("mean", "low", "high")]
        for found, form in zip((x, y), forms, strict=True)
    )
    above = 3 if colour == SOLID.colour else 2
    axes.plot(side, (up, up), color=colour, linewidth=1.6, zorder=above)
    axes.plot((across, across), tall, color=colour, linewidth=1.6, zorder=above)
    axes.plot(across, up, marker, color=colour, markersize=9, markeredgecolor=INK, markeredgewidth=0.6, zorder=above)
