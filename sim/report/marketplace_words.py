"""The marketplace scenario beside real leads, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.experiments.estimates import Estimate as Interval
from sim.experiments.marketplace.table import Row, cell
from sim.report.calibration_words import named
from sim.report.reading import Estimate
from sim.report.told import StudyFigure, StudyTable, Told, Words
from sim.report.words import LANGUAGES, finding

QUESTION: Words = {
    "en": "Is the marketplace scenario like the real leads that it was fitted to?",
    "ja": "マーケットプレイスのシナリオは、当てはめた実際のリードに似ているか。",
}
METHOD: Sequence[Words] = (
    {
        "en": "One measure for both: files and simulated quarters go through the same functions and the same "
        "window. A line "
        "fits where the data lie in the range of 95 % of simulated quarters, or the model's mean in the "
        "interval of the "
        "data. `set` was taken from the data, `fitted` searched for, a `check` was not looked at by the fit.",
        "ja": "両者を同じ関数・同じ窓で測る。データが模擬四半期の95％の範囲に入るか、"
        "モデルの平均がデータの区間に入れば「合う」。"
        "setはデータから直接、fittedは探索、checkは当てはめで見ていないもの。",
    },
)  # fmt: skip
_JA = {
    "Arrivals": "到着", "Channels: share of leads": "経路：リードの割合", "Leads won within … days": "…日以内に受注",
    "Leads won within 120 days, by channel": "120日以内に受注（経路別）",
    "Days from lead to deal": "リードから受注までの日数",
    "Won accounts active within … days": "受注後…日以内に利用開始", "First sale": "最初の販売",
    "Inequality of deals between people (Gini)": "担当者間の受注の不平等（ジニ係数）",
    "leads a week": "週あたりリード数", "weekly counts: variance / mean": "週次件数：分散／平均",
    "the same around a straight trend": "同、直線傾向のまわり",
    "trend a week, share of the mean": "週あたり傾向（平均比）",
    "variance of a channel's weekly factor": "経路の週次係数の分散", "median": "中央値", "mean": "平均",
    "mean / median": "平均／中央値", "mean of log days": "対数日数の平均", "σ of log days": "対数日数のσ",
    "lognormal μ, the cut at 120 days undone": "対数正規μ（120日の打切り補正）",
    "lognormal σ, the cut undone (P09: 1.2–1.9)": "対数正規σ（打切り補正、P09：1.2–1.9）",
    "log-likelihood a deal, lognormal over exponential (P09: > 0)": "受注あたり対数尤度差、対数正規−指数（P09：> 0）",
    "win hazard at 0–7 days / 60–90 days (P10: ≥ 10)": "受注ハザード 0–7日／60–90日（P10：≥ 10）",
    "median days from win to first sale, of those active within 120": "受注から最初の販売までの中央日数（120日以内）",
    "inside sales, all seen": "インサイドセールス（全員）", "field sales, all seen": "フィールドセールス（全員）",
    "inside sales, those with five deals or more": "インサイドセールス（5件以上）",
    "field sales, those with five deals or more": "フィールドセールス（5件以上）",
}  # fmt: skip
_YES: dict[bool, Words] = {True: {"en": "yes", "ja": "はい"}, False: {"en": "no", "ja": "いいえ"}}


def tell(groups: Mapping[str, Sequence[Row]], leads: int, deals: int) -> Told:
    """The story, from the rows in groups by their titles."""
    rows = [(title, row) for title, group in groups.items() for row in group]
    missed = [_name(title, row) for title, row in rows if not row.fits]
    sizes = {"fits": len(rows) - len(missed), "all_": len(rows), "leads": leads}
    amounts = {name: (Estimate(float(count)), "count") for name, count in sizes.items()}
    template = {
        "en": "{fits} of {all_} lines fit {leads} real leads",
        "ja": "実際のリード{leads}件に対し、{all_}行のうち{fits}行が合う",
    }
    ending = {"en": "; not {names}." if missed else ".", "ja": "。合わないのは{names}。" if missed else "。"}
    names = {lang: {"names": named([one[lang] for one in missed])[lang]} for lang in LANGUAGES}
    headline = finding("fit", "beside", {lang: template[lang] + ending[lang] for lang in LANGUAGES}, amounts, names)
    title = {lang: str(headline[lang]) for lang in LANGUAGES}
    content = {"leads": leads, "deals": deals, "fits": len(rows) - len(missed), "rows": [
        {"group": group, "label": row.label, "role": row.role, "data": row.data.value, "data_low": row.data.low,
         "data_high": row.data.high, "mean": row.mean, "low": row.low, "high": row.high, "fits": row.fits}
        for group, row in rows
    ]}  # fmt: skip
    return Told(QUESTION, [headline], [_figure(rows, title)], [_table(group, mine) for group, mine in groups.items()],
                METHOD, (), content)  # fmt: skip


def _name(title: str, row: Row) -> Words:
    group = title.replace("… days", f"{row.label} days")
    ja = _ja(title).replace("…", row.label)
    if group != title:
        return {"en": group, "ja": ja}
    return {"en": f"{title}: {row.label}", "ja": f"{ja}：{_ja(row.label)}"}


def _ja(text: str) -> str:
    return _JA.get(text, text)


def _table(title: str, rows: Sequence[Row]) -> StudyTable:
    columns: list[Words] = [{"en": "", "ja": ""}, {"en": "data [95 %]", "ja": "データ [95％]"},
                            {"en": "model [95 % of quarters]", "ja": "モデル [四半期の95％]"},
                            {"en": "use", "ja": "用途"},
                            {"en": "fits", "ja": "合うか"}]  # fmt: skip
    cells: list[list[str | Words]] = [
        [{"en": row.label, "ja": _ja(row.label)}, cell(row.data, row.percent),
         cell(Interval(row.mean, row.low, row.high, 0), row.percent), row.role, _YES[row.fits]]
        for row in rows
    ]  # fmt: skip
    return StudyTable({"en": title, "ja": _ja(title)}, columns, cells)


def _figure(rows: Sequence[tuple[str, Row]], title: Words) -> StudyFigure:
    drawn = [
        {"words": _name(group, row), "data": row.data.value, "low": row.low, "high": row.high,
         "inside": bool(row.low <= row.data.value <= row.high), "shown": cell(row.data, row.percent)}
        for group, row in rows
    ]  # fmt: skip
    caption = {"en": "Real leads against simulated quarters; right: the data with their interval",
               "ja": "実際のリードと模擬した四半期。右：データとその区間"}  # fmt: skip
    reading = {"en": "all ranges are drawn equally wide", "ja": "範囲はすべて同じ幅で描く"}
    return StudyFigure("beside", "against_data", title, caption, reading, {"rows": drawn})
