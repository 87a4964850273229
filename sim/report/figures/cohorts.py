"""How long customers stay: survival since the win, for all customers and for those of each year."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.canvas import LINE_WIDTH, drawing, head, names, sheet
from sim.report.figures.marks import end_labels
from sim.report.reading import MONTHS_PER_WEEK, Array, Bundle, numbers

MEASURE = {
    "en": "Customers still there, % of those won, by months since the win",
    "ja": "獲得からの月数別に見た残存顧客の割合、％",
}
MEANING = {
    "en": "each week since the win counts the customers observed that long, up to where a whole year of wins was",
    "ja": "各週はその期間観察できた顧客のみ、一年分の獲得を観察できた週まで",
}
ALL = {"en": "All customers", "ja": "全顧客"}
COHORT = {"en": "Won in year {year}", "ja": "{year}年目に獲得"}
SHOWN = 4
WEEKS_PER_YEAR = 52


@drawing
def cohorts(bundle: Bundle, lang: str) -> Figure:
    """All customers on the left; the cohorts of the first four years on the right."""
    figure = sheet(bundle, lang, head(bundle, "cohorts", lang), MEASURE[lang], MEANING[lang])
    years = [
        f"year_{year}"
        for year in range(1, SHOWN + 1)
        if f"year_{year}" in bundle["arms"][bundle["baseline"]]["cohorts"]
    ]
    grid = figure.add_gridspec(2, 4, width_ratios=(1, 1, 0.85, 0.85))
    large = figure.add_subplot(grid[:, :2])
    _survival(large, bundle, lang, "all")
    large.set_title(ALL[lang])
    for place, year in enumerate(years):
        small = figure.add_subplot(grid[place // 2, 2 + place % 2], sharex=large, sharey=large)
        _survival(small, bundle, lang, year)
        small.set_title(COHORT[lang].format(year=place + 1))
        small.tick_params(labelbottom=place // 2 == (len(years) - 1) // 2, labelleft=False)
    large.set_xlabel({"en": "months since the win", "ja": "獲得からの月数"}[lang])
    return figure


def _survival(axes: Axes, bundle: Bundle, lang: str, cohort: str) -> None:
    axes.set_ylim(0, 102)
    axes.set_xlim(0, bundle["weeks"] * MONTHS_PER_WEEK)
    axes.set_xticks(np.arange(0, bundle["weeks"] * MONTHS_PER_WEEK + 0.5, 12))
    labels, end = [], 0.0
    for arm, title, style in names(bundle, lang):
        share = 100 * numbers(bundle["arms"][arm]["cohorts"][cohort]["survival"])[: _observed(bundle, cohort) + 1]
        month = np.arange(len(share)) * MONTHS_PER_WEEK
        axes.plot(month, share, color=style.colour, linestyle=style.dash, linewidth=LINE_WIDTH)
        week, last = _last(share)
        end = max(end, week * MONTHS_PER_WEEK)
        shown = f"{last:.0f}" + {"en": " %", "ja": "％"}[lang]
        labels.append((last, f"{title}\n{shown}" if cohort == "all" else shown, style.colour))
    end_labels(axes, labels, at=end)


def _observed(bundle: Bundle, cohort: str) -> int:
    """Weeks since the win for which a whole year of wins was observed: beyond them few customers are left to
    count.
    """
    year = 1 if cohort == "all" else int(cohort.removeprefix("year_"))
    return max(int(bundle["weeks"]) - year * WEEKS_PER_YEAR, 0)


def _last(share: Array) -> tuple[int, float]:
    """The last week seen and the share then."""
    seen = np.flatnonzero(np.isfinite(share))
    return (int(seen[-1]), float(share[seen[-1]])) if len(seen) else (0, float("nan"))
