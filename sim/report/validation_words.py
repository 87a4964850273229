"""What recoveries and forecasts tell, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.report.calibration_words import ONE_EACH, named, number
from sim.report.reading import Estimate, estimate
from sim.report.told import StudyFigure, StudyTable, Told, Words
from sim.report.words import LANGUAGES, Finding, finding

RECOVERY: Words = {
    "en": "Does calibration find parameters that are known, and do its intervals hold them as often as they say?",
    "ja": "較正は既知のパラメータを見つけ、区間は称するとおりの頻度でそれを含むか。",
}
FORECAST: Words = {
    "en": "Does a company fitted to an earlier period foretell the later one better than simple statistics?",
    "ja": "前の期間に当てはめた会社は、後の期間を単純な統計より良く予測するか。",
}
KINDS: dict[str, Words] = {
    "leads": {"en": "leads", "ja": "リード"},
    "wins": {"en": "deals won", "ja": "受注"},
    "left": {"en": "customers that left", "ja": "解約"},
}
RIVALS: dict[str, Words] = {
    "model": {"en": "model", "ja": "モデル"},
    "as_before": {"en": "as before", "ja": "これまでどおり"},
    "trend": {"en": "straight trend", "ja": "直線傾向"},
}
_SCORES: Words = {
    "en": " (CRPS {mine} against {theirs}; difference {gap:signed}, above zero where the model is better); {inside} of "
    "the periods lie in its 95 % band.",
    "ja": "（CRPSは{mine}対{theirs}、差は{gap:signed}（正ならモデルが良い））。95％の帯に入った期間は{inside}。",
}
_SKILL: dict[str, Words] = {
    "better": {
        "en": "{what}: over {ahead} periods ahead the model foretells better than the best baseline, {rival}"
        + _SCORES["en"],
        "ja": "{what}：先の{ahead}期間で、モデルは最良の基準（{rival}）より良く予測する" + _SCORES["ja"],
    },
    "worse": {
        "en": "{what}: over {ahead} periods ahead the model foretells worse than the best baseline, {rival}"
        + _SCORES["en"],
        "ja": "{what}：先の{ahead}期間で、モデルの予測は最良の基準（{rival}）より悪い" + _SCORES["ja"],
    },
    "unclear": {
        "en": "{what}: over {ahead} periods ahead the model cannot be told from the best baseline, {rival}"
        + _SCORES["en"],
        "ja": "{what}：先の{ahead}期間で、モデルと最良の基準（{rival}）に明確な差はない" + _SCORES["ja"],
    },
}
_RECOVERY_METHOD: Sequence[Words] = (
    {
        "en": "Companies with parameters spread over the ranges are simulated under luck that no fit meets; each one's "
        "log is fitted as data would be. The simulated companies of the first round serve all fits, and no interval "
        "covers that others would have served otherwise. Coverage has its exact binomial interval; over all parameters "
        "together it is widened, since intervals of one log depend on each other (Korn and Graubard 1998, from how the "
        "logs' shares differ). The error is that of the median, against the spread of the range.",
        "ja": "範囲に散らしたパラメータの会社を、当てはめに使わない乱数で模擬し、その記録をデータとして当てはめる。"
        "最初の回の模擬会社はすべての当てはめに共用し、別の会社ならどうだったかは区間に含まれない。"
        "被覆率の区間は正確な二項区間。全パラメータをまとめた区間は、同じ記録の区間どうしが独立でないため、"
        "記録ごとの割合のばらつきから広げる（Korn・Graubard 1998）。"
        "誤差は中央値の誤差と範囲の広がりの比。",
    },
)  # fmt: skip
_FORECAST_METHOD: Sequence[Words] = (
    {
        "en": "The fit sees the records as they stood at the split. Companies drawn from it are simulated on, "
        "under luck "
        "that the fit has not met. Baselines: every later period is one of the earlier ones, drawn with equal chance; "
        "and a straight line with normal errors. CRPS: continuous ranked probability score of the samples, "
        "lower is better; the interval of its difference takes periods as independent and holds for both baselines "
        "together (Bonferroni). Periods end while leads are still recorded.",
        "ja": "当てはめは分割時点の記録だけを見る。そこから引いた会社を、当てはめに使っていない乱数で先まで模擬する。"
        "基準は、後の期間を前の期間から等確率で引くものと、正規誤差つきの直線。CRPSは標本の連続順位確率スコア"
        "（小さいほど良い）。その差の区間は期間を独立とみなし、両基準で同時に成り立つ（ボンフェローニ）。"
        "期間はリードが記録されている間に終わる。",
    },
)  # fmt: skip


def _says(key: str, figure: str, template: Words, amounts: Any, **names: Words) -> Finding:
    return finding(
        key, figure, dict(template), amounts, {lang: {n: w[lang] for n, w in names.items()} for lang in LANGUAGES}
    )


def _count(value: float) -> tuple[Estimate, str]:
    return Estimate(float(value)), "count"


def recovery(facts: Mapping[str, Any]) -> Told:
    """The story of a recovery."""
    findings = [_held(facts), _astray(facts), _precise(facts)]
    title = {lang: str(findings[0][lang]) for lang in LANGUAGES}
    rows = [
        {key: row[key] for key in ("coverage", "low", "high")} | {"name": _short(row["name"])}
        for row in facts["parameters"]
    ]
    caption = {"en": "By parameter: how often intervals of three levels held the true value",
               "ja": "パラメータごと：三つの水準の区間が真の値を含んだ頻度"}  # fmt: skip
    reading = {"en": "bars: exact 95 % binomial interval; dashed: as often as they should",
               "ja": "棒は正確な95％二項区間、破線は名目の頻度"}  # fmt: skip
    data = {"levels": facts["levels"], "rows": rows, "replicates": ONE_EACH}
    figure = StudyFigure("coverage", "coverage", title, caption, reading, data)
    return Told(RECOVERY, findings, [figure], [_recovery_table(facts)], _RECOVERY_METHOD, (), facts)


def _held(facts: Mapping[str, Any]) -> Finding:
    pooled = facts["pooled"]["0.95"]
    amounts = {
        "held": (Estimate(pooled["mean"], pooled["low"], pooled["high"]), "share"),
        "logs": _count(facts["logs"]),
    }
    template = {"en": "Intervals of 95 % held the true value in {held:all} of cases over {logs} simulated logs.",
                "ja": "95％区間は、模擬した{logs}件の記録で真の値を{held:all}の割合で含んだ。"}  # fmt: skip
    return _says("held", "coverage", template, amounts)


def _astray(facts: Mapping[str, Any]) -> Finding:
    cases = len(facts["parameters"]) * len(facts["levels"])
    amounts = {"astray": _count(len(facts["astray"])), "all_": _count(cases), "chance": (Estimate(0.05 * cases), "-")}
    template = {
        "en": "{astray} of {all_} coverages differ from what they should be by more than their binomial interval; "
        "chance alone leads to at most {chance} on average.",
        "ja": "{all_}個の被覆率のうち{astray}個が、二項区間を超えて名目から外れる。"
        "偶然だけでも平均で最大{chance}個は外れる。",
    }
    if not facts["astray"]:
        return _says("astray", "coverage", template, amounts)
    names = named(sorted({_short(one["name"]) for one in facts["astray"]}))
    listed = {"en": f"{template['en']} They are of {{names}}.", "ja": f"{template['ja']}該当：{{names}}。"}
    return _says("astray", "coverage", listed, amounts, names=names)


def _precise(facts: Mapping[str, Any]) -> Finding:
    rows = sorted(facts["parameters"], key=lambda row: row["error"])
    template = {
        "en": "Best found is {best} (error {low} of the range's spread), worst {worst} ({high}).",
        "ja": "最もよく見つかるのは{best}（誤差は範囲の広がりの{low}）、最も悪いのは{worst}（{high}）。",
    }
    amounts = {"low": (Estimate(rows[0]["error"]), "share"), "high": (Estimate(rows[-1]["error"]), "share")}
    best, worst = (dict.fromkeys(LANGUAGES, _short(row["name"])) for row in (rows[0], rows[-1]))
    return _says("precise", "coverage", template, amounts, best=best, worst=worst)


def _short(name: str) -> str:
    return name.removeprefix("market.channels.")


def _recovery_table(facts: Mapping[str, Any]) -> StudyTable:
    levels = [dict.fromkeys(LANGUAGES, f"{100 * level:.0f} %") for level in facts["levels"]]
    columns = [{"en": "parameter", "ja": "パラメータ"}, *levels, {"en": "error", "ja": "誤差"},
               {"en": "spread left", "ja": "残る広がり"}]  # fmt: skip
    rows: list[list[str | Words]] = [
        [row["name"],
         *(f"{100 * c:.0f} % [{100 * a:.0f}, {100 * b:.0f}]"
           for c, a, b in zip(row["coverage"], row["low"], row["high"], strict=True)),
         f"{100 * row['error']:.0f} %", f"{100 * row['width']:.0f} %"]
        for row in facts["parameters"]
    ]  # fmt: skip
    caption = {"en": "Coverage by level, with binomial intervals; error and spread against those of the range",
               "ja": "水準ごとの被覆率（二項区間つき）、誤差と広がり（範囲の広がりに対する比）"}  # fmt: skip
    return StudyTable(caption, columns, rows)


def forecast(facts: Mapping[str, Any]) -> Told:
    """The story of a forecast."""
    findings = [_skill(facts, kind) for kind in facts["kinds"]]
    title = {lang: str(findings[0][lang]) for lang in LANGUAGES}
    panels = [
        {"words": KINDS[kind], "known": found["counted"], "ranges": found["ranges"]["model"], "luck": found["luck"],
         "baseline": found["ranges"]["as_before"]}
        for kind, found in facts["kinds"].items()
    ]  # fmt: skip
    caption = {"en": f"Counts of {facts['period_days']} days; right of the line, what the fit had not seen",
               "ja": f"{facts['period_days']}日ごとの件数。線より右は当てはめが見ていない"}  # fmt: skip
    reading = {"en": "bands: 50 % and 95 % of companies drawn from the fit (parameters and luck); thin lines: 95 % at "
               "the medians of the parameters (luck alone); dotted: baseline",
               "ja": "帯は当てはめから引いた会社の50％と95％（パラメータと偶然）、"
               "細線はパラメータの中央値での95％（偶然のみ）、点線は基準の95％"}  # fmt: skip
    data = {"edges": facts["edges"], "split": facts["split"], "panels": panels, "replicates": ONE_EACH}
    figure = StudyFigure("forecast", "fan", title, caption, reading, data)
    return Told(FORECAST, findings, [figure], [_score_table(facts)], _FORECAST_METHOD, (), facts)


def _skill(facts: Mapping[str, Any], kind: str) -> Finding:
    scores = facts["kinds"][kind]["scores"]
    best = min(("as_before", "trend"), key=lambda name: scores[name]["crps"])
    mine, theirs = scores["model"]["crps"], scores[best]["crps"]
    amounts = {"mine": (Estimate(mine), "-"), "theirs": (Estimate(theirs), "-"),
               "inside": (Estimate(scores["model"]["inside"]), "share"),
               "ahead": _count(len(facts["edges"]) - 1 - facts["split"])}  # fmt: skip
    gap = estimate(facts["kinds"][kind]["ahead_of"][best]) or Estimate(theirs - mine)
    way = "unclear" if not gap.clear else "better" if gap.mean > 0 else "worse"
    return _says(
        f"skill_{kind}", "forecast", _SKILL[way], amounts | {"gap": (gap, "-")}, what=KINDS[kind], rival=RIVALS[best]
    )


def _score_table(facts: Mapping[str, Any]) -> StudyTable:
    columns = [{"en": "counted", "ja": "数えるもの"}, {"en": "by", "ja": "予測"}, {"en": "CRPS", "ja": "CRPS"},
               {"en": "interval score", "ja": "区間スコア"}, {"en": "mean absolute error", "ja": "平均絶対誤差"},
               {"en": "inside 95 %", "ja": "95％内"}]  # fmt: skip
    rows: list[list[str | Words]] = [
        [KINDS[kind], RIVALS[rival], number(one["crps"]), number(one["interval"]), number(one["error"]),
         f"{100 * one['inside']:.0f} %"]
        for kind, found in facts["kinds"].items() for rival, one in found["scores"].items()
    ]  # fmt: skip
    caption = {"en": "Scores of the later periods; lower is better", "ja": "後の期間のスコア（小さいほど良い）"}
    return StudyTable(caption, columns, rows)
