"""Value by strictness of qualification: the inverted U, and the two forces behind it."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.report.figures.canvas import QUIET, drawing, head, names, sheet
from sim.report.figures.marks import end_labels, line, money, thousands
from sim.report.reading import Array, Bundle, Series, numbers
from sim.report.words import Style

MEASURE = {
    "en": "Total value, {unit}, by strictness: the estimated fit below which a customer is refused",
    "ja": "厳しさ別の総価値、{unit}。厳しさ＝これを下回る推定適合度の顧客は断る",
}
MEANING = {
    "en": "bands: 95 % interval of the mean; circle: highest mean; strictness is {parameter}",
    "ja": "帯：平均の95％区間、丸：最大の平均、厳しさは {parameter}",
}
SMALL = {
    "ltv_per_customer": {"en": "LTV of a customer won, {unit}", "ja": "獲得顧客一社あたりのLTV、{unit}"},
    "customers_won": {"en": "Customers won", "ja": "獲得顧客数"},
}
AXIS = {"en": "strictness", "ja": "厳しさ"}
BARE = Style(1, 0, "", "")


@drawing
def strictness(bundle: Bundle, lang: str) -> Figure:
    """Total value on the left; value of a customer and customers won on the right. Needs
    ``bundle["strictness"]``.
    """
    form = money(_all(bundle, "total_value"), lang)
    meaning = MEANING[lang].format(parameter=bundle["strictness"]["parameter"])
    figure = sheet(bundle, lang, head(bundle, "strictness", lang), MEASURE[lang].format(unit=form.unit), meaning)
    grid = figure.add_gridspec(2, 2, width_ratios=(1.7, 1))
    large = figure.add_subplot(grid[:, 0])
    _curves(large, bundle, lang, "total_value", form)
    large.set_xlabel(AXIS[lang])
    for row, (name, words) in enumerate(SMALL.items()):
        small = figure.add_subplot(grid[row, 1])
        scale = BARE if name == "customers_won" else money(_all(bundle, name), lang)
        _curves(small, bundle, lang, name, scale)
        small.set_title(words[lang].format(unit=scale.unit), fontsize=12, color=QUIET)
    small.set_xlabel(AXIS[lang])
    return figure


def _band(bundle: Bundle, arm: str, name: str) -> Series:
    points = bundle["strictness"]["arms"][arm][name]
    return Series(*(numbers([point[key] for point in points]) for key in ("mean", "low", "high")))


def _all(bundle: Bundle, name: str) -> Array:
    return np.concatenate([_band(bundle, arm, name).mean for arm in bundle["strictness"]["arms"]])


def _curves(axes: Axes, bundle: Bundle, lang: str, name: str, form: Style) -> None:
    points = np.array(bundle["strictness"]["points"])
    labels = []
    for arm, title, style in names(bundle, lang):
        if arm not in bundle["strictness"]["arms"]:
            continue
        curve = _band(bundle, arm, name)
        line(axes, points, curve, style, form.divisor)
        axes.plot(points, curve.mean / form.divisor, "o", color=style.colour, markersize=4.5)
        labels.append((float(curve.mean[-1]) / form.divisor, title, style.colour))
    if axes.get_ylim()[0] < 0:
        axes.axhline(0, color=QUIET, linewidth=0.9)
    else:
        axes.set_ylim(bottom=0)
    if name == "total_value":
        _peaks(axes, bundle, lang, form)
    if name == "customers_won":
        thousands(axes)
    end_labels(axes, labels, 12 if name == "total_value" else 11, at=float(points[-1]))


def _peaks(axes: Axes, bundle: Bundle, lang: str, form: Style) -> None:
    """A ring and the value where each curve is highest."""
    points = bundle["strictness"]["points"]
    labels: dict[float, list[tuple[float, str, str]]] = {}
    low, high = axes.get_ylim()
    for arm, _, style in names(bundle, lang):
        if arm in bundle["strictness"]["arms"]:
            mean = _band(bundle, arm, "total_value").mean
            best = int(np.nanargmax(mean))
            y = float(mean[best]) / form.divisor
            axes.plot(points[best], y, "o", color=style.colour, markersize=15, fillstyle="none", markeredgewidth=2)
            label = (y + 0.02 * (high - low), form.full(mean[best]), style.colour)
            labels.setdefault(points[best], []).append(label)
    for at, found in labels.items():
        end_labels(axes, found, at=at, gap=13)
