"""A table of amounts with the clear ones marked: what each row does to each column.

data: {rows: [label, ...], columns: [label, ...], cells: by column, then row: {mean, low, high, text}}; labels and texts
in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.canvas import INK, QUIET, SOLID
from sim.report.figures.lines import wrap
from sim.report.reading import estimate

Data = Mapping[str, Any]

RISE, FALL = (SOLID.pale, SOLID.colour, "▲"), ("#F2CFB4", "#8F3F08", "▼")
LABEL_UNITS, ROW_UNITS = 46, 110  # of a link's name, and of all switches' names side by side


def draw(sheet: Figure, data: Data, lang: str) -> None:
    """Draw on an empty sheet; what the data calls columns stand beneath one another, for they have long names."""
    axes = sheet.subplots()
    for place, cells in enumerate(data["cells"]):
        for column, cell in enumerate(cells):
            _cell(axes, column, place, cell, lang)
    heads = [
        "\n".join(wrap(one[lang].replace(".", ". ").replace("_", " "), ROW_UNITS // len(data["rows"])))
        for one in data["rows"]
    ]
    axes.set_xticks(range(len(heads)), heads, fontsize=10 if len(heads) < 8 else 8, color=INK)
    names = ["\n".join(wrap(one[lang], LABEL_UNITS)) for one in data["columns"]]
    axes.set_yticks(range(len(names)), names, fontsize=8.5, color=INK)
    axes.xaxis.tick_top()
    axes.set(xlim=(-0.5, len(heads) - 0.5), ylim=(len(names) - 0.5, -0.5))
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)


def _cell(axes: Axes, column: int, place: int, cell: Data, lang: str) -> None:
    found = estimate(dict(cell))
    if found is None or not found.clear:
        axes.text(column, place, "·", ha="center", va="center", color=QUIET)
        return
    face, ink, mark = RISE if found.mean > 0 else FALL
    axes.fill_between((column - 0.48, column + 0.48), place - 0.44, place + 0.44, color=face, linewidth=0)
    axes.text(column, place, f"{mark} {cell['text'][lang]}", ha="center", va="center", color=ink, fontsize=9)
