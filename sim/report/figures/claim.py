"""One claim at a glance: the effect of every check with its interval, and beside it one check under each condition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from sim.report.claim_words import amount, estimate, sides, unit, verdict
from sim.report.figures.canvas import FAINT, INK, PAPER, QUIET, settings, settle
from sim.report.figures.lines import wrap
from sim.report.reading import Array
from sim.report.words import Style, style
from sim.scenario.words import value_text

Record = Mapping[str, Any]

DPI = 100
WIDTH, ROW, LEAST = 9.6, 0.46, 3.2  # inches
COLOURS = 128  # of the file's palette: less than half of the size, and none is missed
TITLE_UNITS, LABEL_UNITS, ROW_UNITS = 100, 36, 102  # of the title, of a check, and of one line over all panels
# Never told apart by colour alone.
LOOKS = {"supported": ("#0B5CAD", "o"), "contradicted": ("#C2570C", "X"), "undecided": ("#8A939C", "s")}
_MEANING = "● as expected   ✖ the other way   ■ not clear   bars: intervals   grey line: where the sign changes"


def draw(record: Record, title: str, target: Path) -> None:
    """Write the figure as a small PNG. Raises OSError where it cannot be written."""
    whole = BytesIO()
    with rc_context(rc=settings("en")):
        figure = _figure(record, title)
        settle(figure)
        figure.savefig(whole, dpi=DPI)
    Image.open(whole).convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE).save(target, optimize=True)


def _figure(record: Record, title: str) -> Figure:
    checks, conditions = record["checks"], record["conditions"]
    tall = max(LEAST, 1.1 + ROW * len(checks))
    figure = Figure(figsize=(WIDTH, tall), dpi=DPI)
    head = wrap(f"{record['id']}  {title}: {verdict(record, 'en')}", TITLE_UNITS)
    top = 1 - (0.14 + 0.2 * len(head)) / tall
    figure.set_layout_engine("constrained", rect=(0.005, 0.2 / tall, 0.99, top - 0.2 / tall), w_pad=0.07)
    figure.text(0.012, 1 - 0.08 / tall, "\n".join(head), fontsize=12, va="top")
    figure.text(0.012, 0.05 / tall, _MEANING, fontsize=7.5, color=QUIET)
    panels = figure.subplots(1, 1 + len(conditions), squeeze=False)[0]
    _effects(panels[0], checks)
    for axes, condition in zip(panels[1:], conditions, strict=True):
        _curve(axes, condition, ROW_UNITS // len(panels))
    return figure


def _effects(axes: Axes, checks: Sequence[Record]) -> None:
    """A row for each check, drawn in units of the end of its interval that is farthest from where its sign changes:
    metrics have scales of their own, and signs are what is compared.
    """
    for row, check in enumerate(checks):
        if check["low"] is not None:
            ends = _ends(check) - check["beyond"]
            _mark(axes, row, ends / (np.abs(ends).max() or 1.0), check["verdict"], upright=False)
    labels = ["\n".join([*wrap(f"{one['metric']}: {sides(one)}", LABEL_UNITS), amount(one)]) for one in checks]
    axes.axvline(0.0, color=QUIET, linewidth=0.9, zorder=0)
    axes.set(xlim=(-1.15, 1.15), ylim=(len(checks) - 0.4, -0.6), xticks=[])
    axes.set_yticks(range(len(checks)), labels, fontsize=7.5, color=INK)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)


def _curve(axes: Axes, condition: Record, units: int) -> None:
    """The check at each value of the condition, the values side by side at equal distances; ``units`` fit in a line."""
    points = condition["points"]
    drawn = [(place, point) for place, point in enumerate(points) if point["low"] is not None]
    form = _scale([point for _, point in drawn], condition["check"])
    for place, point in drawn:
        _mark(axes, place, _ends(point) / form.divisor, point["verdict"], upright=True)
    line = [(place, point["effect"] / form.divisor) for place, point in drawn]
    axes.plot(*zip(*line, strict=True) if line else ([], []), color=FAINT, linewidth=1.4, zorder=0)
    beyond = drawn[0][1]["beyond"] / form.divisor if drawn else 0.0
    axes.axhline(beyond, color=QUIET, linewidth=0.9, zorder=0)
    axes.set_xlim(-0.5, len(points) - 0.5)
    axes.set_xticks(range(len(points)), [value_text(point["value"]) for point in points], fontsize=8)
    axes.tick_params(axis="y", labelsize=8)
    axes.set_xlabel("\n".join(wrap(condition["en"], units)), fontsize=8.5)
    check = condition["check"]
    title = "\n".join(wrap(f"{check['metric']}: {sides(check)}{_unit(form)}", units))
    axes.set_title(title, fontsize=8, color=INK)


def _scale(points: Sequence[Record], check: Record) -> Style:
    """One scale for all points: that of the largest."""
    if not points:
        return Style(1.0, 0, "", "")
    return style(estimate(max(points, key=lambda point: abs(point["effect"]))), unit(check), "en")


def _unit(form: Style) -> str:
    return f", {form.unit.strip()}" if form.unit.strip() else ""


def _ends(check: Record) -> Array:
    """Effect, low and high."""
    return np.array([check[key] for key in ("effect", "low", "high")], dtype=np.float64)


def _mark(axes: Axes, at: float, ends: Array, verdict: str, *, upright: bool) -> None:
    """An effect with its interval, standing at x = ``at`` or lying at y = ``at``."""
    colour, marker = LOOKS[verdict]
    spread, middle = ((at, at), ends[1:]), ((at,), ends[:1])
    line, point = (spread, middle) if upright else (spread[::-1], middle[::-1])
    axes.plot(*line, color=colour, linewidth=2.2, solid_capstyle="butt")
    axes.plot(*point, marker=marker, color=colour, markersize=9, markeredgewidth=0.7, markeredgecolor=PAPER, zorder=3)
