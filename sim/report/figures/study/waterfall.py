"""From one level to another, step by step: what each part adds, with its interval.

data: {first, second: {label, mean, low, high}, steps: [{label, mean, low, high}, ...], unit}; labels in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.canvas import BASELINE, INK, QUIET, SOLID
from sim.report.figures.lines import wrap
from sim.report.reading import Estimate, estimate
from sim.report.words import Amount, Style, style

Data = Mapping[str, Any]

RISE, FALL = SOLID.colour, "#C2570C"
LABEL_UNITS = 120  # text units of all labels beneath the axis together
MANY = 9  # bars from which on labels are written smaller


def draw(sheet: Figure, data: Data, lang: str) -> None:
    """Draw on an empty sheet."""
    axes = sheet.subplots()
    form = _scale(data, lang)
    level = data["first"]["mean"]
    _end(axes, 0, data["first"], form, BASELINE.pale, BASELINE.colour)
    for place, step in enumerate(data["steps"], start=1):
        _step(axes, place, step, level, form, data["unit"], lang)
        level += step["mean"]
    last = len(data["steps"]) + 1
    _end(axes, last, data["second"], form, SOLID.pale, SOLID.colour)
    labels = [one["label"][lang] for one in (data["first"], *data["steps"], data["second"])]
    _name(axes, labels, form)


def _scale(data: Data, lang: str) -> Style:
    """One scale for all: that of the larger end."""
    larger = max((data["first"], data["second"]), key=lambda one: abs(one["mean"]))
    return style(Estimate(larger["mean"]), data["unit"], lang)


def _end(axes: Axes, place: int, one: Data, form: Style, face: str, edge: str) -> None:
    mean, low, high = _ends(one) / form.divisor
    axes.bar(place, mean, 0.62, color=face, edgecolor=edge, linewidth=1.2)
    axes.plot((place, place), (low, high), color=edge, linewidth=2)
    axes.annotate(
        form.full(one["mean"]),
        (place, np.nanmax([mean, high, 0.0])),
        (0, 6),
        textcoords="offset points",
        ha="center",
        va="bottom",
    )


def _step(axes: Axes, place: int, one: Data, level: float, form: Style, unit: str, lang: str) -> None:
    """A bar from one level to the next; its interval is that of the step, drawn where the step ends."""
    mean, low, high = _ends(one) / form.divisor
    found = estimate(dict(one)) or Estimate(float("nan"))
    start, colour = level / form.divisor, RISE if one["mean"] >= 0 else FALL
    look: dict[str, Any] = {"color": colour} if found.clear else {"color": "#FFFFFF", "hatch": "///"}
    axes.bar(place, mean, 0.62, bottom=start, **(look | {"edgecolor": colour}), linewidth=1.2)
    axes.plot((place, place), (start + low, start + high), color=INK, linewidth=2)
    axes.plot((place - 1 + 0.31, place + 0.31), (start, start), color=QUIET, linewidth=0.8)
    top = np.nanmax([start, start + mean, start + high])
    text = f"{Amount(found, 'points' if unit == 'share' else unit, lang):change}"
    axes.annotate(text, (place, top), (0, 6), textcoords="offset points", ha="center", va="bottom", color=colour)


def _ends(one: Data) -> Any:
    return np.array([one["mean"], one["low"], one["high"]], dtype=np.float64)


def _name(axes: Axes, labels: list[str], form: Style) -> None:
    """Labels beneath the bars, the zero line, and the unit of the axis."""
    units = LABEL_UNITS // len(labels)
    wrapped = ["\n".join(wrap(label.replace(".", ". ").replace("_", " "), units)) for label in labels]
    axes.set_xticks(range(len(labels)), wrapped, fontsize=11 if len(labels) < MANY else 9, color=INK)
    axes.axhline(0, color=QUIET, linewidth=0.9)
    axes.set_ylabel(form.unit.strip())
    axes.margins(y=0.12)
