"""What a calibration tells, in both languages: what the data know of parameters, and where the model misses them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sim.crm.tables import RULES, SHOWN
from sim.experiments.calibration import moments
from sim.record.specifications import METRICS
from sim.report import parameter_words
from sim.report.reading import Estimate
from sim.report.told import StudyFigure, StudyTable, Told, Words
from sim.report.words import LANGUAGES, Amount, Amounts, Finding, finding

MOST_NAMED: Final = 3
ONE_EACH: Final = (1, 1)  # replicates: every company that a fit looks at is simulated once, under luck of its own
QUESTION: Words = {
    "en": "Which values of the parameters go with what the CRM shows, and which does it leave open?",
    "ja": "CRMの記録と合うパラメータの値はどれか。記録だけでは決まらないものは何か。",
}
KNOWN: dict[str, Words] = {
    "well": {"en": "well known", "ja": "よく定まる"},
    "weakly": {"en": "weakly known", "ja": "弱く定まる"},
    "hardly": {"en": "hardly known", "ja": "ほとんど定まらない"},
}
METHOD: Sequence[Words] = (
    {
        "en": "Approximate Bayesian computation: companies are simulated at points spread evenly over the ranges "
        "given, "
        "each under luck of its own, and seen through the window of the data. A regression turns their "
        "moments into one "
        "number for each parameter; the companies nearest to the data are kept and moved along a local regression to "
        "where the data are. Later rounds look more closely where the earlier ones found the data.",
        "ja": "近似ベイズ計算：与えた範囲に均等に置いた点ごとに、それぞれ別の乱数で会社を模擬し、"
        "データと同じ窓から見る。"
        "回帰で各パラメータに一つの数を作り、データに近い会社を残して、局所回帰に沿ってデータの位置へ動かす。"
        "後の回では、前の回で見つけた辺りを詳しく調べる。",
    },
    {
        "en": "A parameter is well known where its posterior's standard deviation is at most 40 % of the prior's, "
        "weakly "
        "where at most 75 %. The scenario written holds the medians and the draws: replicate r takes draw r.",
        "ja": "事後の標準偏差が事前の40％以下なら「よく定まる」、75％以下なら「弱く定まる」。"
        "書き出すシナリオは中央値と標本を持ち、反復rは標本rを使う。",
    },
)  # fmt: skip
LIMITS: Sequence[Words] = (
    {
        "en": "Everything not fitted is taken from the scenario as it is: if that is wrong, fitted values make up "
        "for it. "
        "An interval is as good as the ranges given and as the model; it says nothing of what the model lacks.",
        "ja": "当てはめない値はシナリオのままであり、それが誤っていれば当てはめた値が埋め合わせる。"
        "区間の確かさは与えた範囲とモデル次第で、モデルに無いものについては何も言わない。",
    },
)  # fmt: skip


def moment(name: str, lang: str) -> str:
    """What a moment is called."""
    return moments.words(name, lang)


def unit(name: str) -> str:
    """The unit of a moment, for tables."""
    return {"share": "share", "rate": "per week or year", "plain": "-"}[moments.kind_of(name)]


def of_data(data: Any) -> dict[str, Any]:
    """What there is to say of the data read, as plain numbers."""
    rows = data.records
    sizes = {name: len(getattr(rows, name)) for name in ("leads", "deals", "subscriptions", "renewals", "usage")}
    odd = {"oddities": data.oddities, "odd_dates": {rule: places[:SHOWN] for rule, places in data.odd_dates.items()}}
    return {"first_day": data.first_day.isoformat(), "days": data.window.until, **sizes, **odd}


def tell(facts: Mapping[str, Any]) -> Told:
    """The story of a calibration from its facts."""
    content = {key: value for key, value in facts.items() if key != "parameters"}
    content["parameters"] = {
        row["name"]: {key: value for key, value in row.items() if key not in ("name", "draws")}
        for row in facts["parameters"]
    }
    findings = [one for one in (_headline(facts), _unknown(facts), _pairs(facts), _fit(facts), _doubt(facts)) if one]
    titles = {one["figure"]: {lang: str(one[lang]) for lang in LANGUAGES} for one in reversed(findings)}
    figures = [_marginals(facts, titles["posterior"]), _against(facts, titles["predictive"])]
    tables = [parameter_table(facts), moment_table(facts["moments"]), *_uncertainty_table(facts), *oddity_table(facts)]
    return Told(QUESTION, findings, figures, tables, METHOD, LIMITS, content)


def named(names: Sequence[str]) -> dict[str, str]:
    """A list of names in words, by language; long ones are cut."""
    shown, more = list(names[:MOST_NAMED]), len(names) - MOST_NAMED
    tail = {"en": f" and {more} more", "ja": f"ほか{more}件"} if more > 0 else {"en": "", "ja": ""}
    return {"en": ", ".join(shown) + tail["en"], "ja": "、".join(shown) + tail["ja"]}


def _says(key: str, figure: str, template: Words, amounts: Amounts, **names: Words) -> Finding:
    return finding(
        key, figure, dict(template), amounts, {lang: {n: w[lang] for n, w in names.items()} for lang in LANGUAGES}
    )


def _count(number: float) -> tuple[Estimate, str]:
    return Estimate(float(number)), "count"


def _headline(facts: Mapping[str, Any]) -> Finding:
    rows = facts["parameters"]
    well = [row["name"] for row in rows if row["known"] == "well"]
    amounts = {"all_": _count(len(rows)), "well": _count(len(well)), "runs": _count(facts["simulations"])}
    if not well:
        template = {"en": "Of {all_} parameters the data tell none well ({runs} simulated companies).",
                    "ja": "{all_}個のうち、データでよく定まるパラメータはない（模擬{runs}社）。"}  # fmt: skip
        return _says("identified", "posterior", template, amounts)
    template = {"en": "Of {all_} parameters the data tell {well} well: {names} ({runs} simulated companies).",
                "ja": "{all_}個のパラメータのうち{well}個がよく定まる：{names}（模擬{runs}社）。"}  # fmt: skip
    return _says("identified", "posterior", template, amounts, names=named(well))


def _unknown(facts: Mapping[str, Any]) -> Finding | None:
    rows = [row for row in facts["parameters"] if row["known"] == "hardly"]
    if not rows:
        return None
    template = {
        "en": "The data do not tell {names}: the interval is hardly narrower than the range given. What a conclusion "
        "says about it comes from the assumption.",
        "ja": "データからは{names}が分からない：区間は与えた範囲からほとんど狭まらない。それに関わる結論は仮定による。",
    }
    return _says("unidentified", "posterior", template, {}, names=named([row["name"] for row in rows]))


def _pairs(facts: Mapping[str, Any]) -> Finding | None:
    if not facts["pairs"]:
        return None
    first = facts["pairs"][0]
    both = named([first["first"], first["second"]])
    template = {
        "en": "{names} trade off against each other (correlation {r}): the data know them together better than apart.",
        "ja": "{names}は互いに埋め合わせる（相関{r}）：データは別々よりも組合せとしてよく知っている。",
    }
    return _says("pairs", "posterior", template, {"r": (Estimate(first["correlation"]), "-")}, names=both)


def _fit(facts: Mapping[str, Any]) -> Finding:
    rows = facts["moments"]
    missed = [row["name"] for row in rows if not row["inside"]]
    amounts = {"all_": _count(len(rows)), "inside": _count(len(rows) - len(missed))}
    template = {"en": "{inside} of {all_} moments of the data lie within 95 % of companies drawn from the fit",
                "ja": "データの{all_}個のモーメントのうち{inside}個が、当てはめの95％の範囲に入る"}  # fmt: skip
    if not missed:
        return _says("fit", "predictive", {"en": f"{template['en']}.", "ja": f"{template['ja']}。"}, amounts)
    listed = {lang: named([moment(name, lang) for name in missed])[lang] for lang in LANGUAGES}
    template = {
        "en": f"{template['en']}; the model misses {{names}}.",
        "ja": f"{template['ja']}。外れるのは{{names}}。",
    }
    return _says("fit", "predictive", template, amounts, names=listed)


def _doubt(facts: Mapping[str, Any]) -> Finding | None:
    row = next((one for one in facts["uncertainty"] if one["metric"] == "total_value"), None)
    if row is None:
        return None
    template = {
        "en": "Of the variance of total value between single companies, {share:all} comes from not knowing the "
        "parameters, the rest is luck.",
        "ja": "会社ごとの総価値の分散のうち、{share:all}はパラメータが分からないことにより、残りは偶然による。",
    }
    return _says("doubt", "posterior", template, {"share": (_share(row), "share")})


def _share(row: Mapping[str, Any]) -> Estimate:
    return Estimate(row["share_of_parameters"], row["share_low"], row["share_high"])


def number(value: float) -> str:
    """A number with three significant digits, without an exponent where it can be."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def shown(low: float, middle: float, high: float) -> str:
    """A number with its interval."""
    return f"{number(middle)} [{number(low)}, {number(high)}]"


def parameter_table(facts: Mapping[str, Any]) -> StudyTable:
    """Every parameter before and after the data."""
    columns = [{"en": "parameter", "ja": "パラメータ"}, {"en": "unit", "ja": "単位"},
               {"en": "before", "ja": "データ前"},
               {"en": "median [95 %]", "ja": "中央値 [95％]"}, {"en": "known", "ja": "定まり方"},
               {"en": "narrowed by", "ja": "狭まり"}, {"en": "told most by", "ja": "主に語るもの"}]  # fmt: skip
    rows: list[list[str | Words]] = [
        [row["name"], parameter_words.unit(row["unit"]), f"{number(row['prior_low'])} – {number(row['prior_high'])}",
         shown(row["low"], row["median"], row["high"]), KNOWN[row["known"]], f"{100 * row['contraction']:.0f} %",
         {lang: moment(row["told_by"], lang) for lang in LANGUAGES}]
        for row in facts["parameters"]
    ]  # fmt: skip
    return StudyTable(
        {"en": "Parameters, before and after the data", "ja": "パラメータ：データの前と後"}, columns, rows
    )


def moment_table(rows: Sequence[Mapping[str, Any]]) -> StudyTable:
    """Data and model side by side."""
    columns = [{"en": "moment", "ja": "モーメント"}, {"en": "data", "ja": "データ"},
               {"en": "model [95 % of companies]", "ja": "モデル [会社の95％]"},
               {"en": "fits", "ja": "合うか"}]  # fmt: skip
    yes, no = {"en": "yes", "ja": "はい"}, {"en": "no", "ja": "いいえ"}
    cells: list[list[str | Words]] = [
        [{lang: moment(row["name"], lang) for lang in LANGUAGES}, number(row["data"]),
         shown(row["low"], row["middle"], row["high"]), yes if row["inside"] else no]
        for row in rows
    ]  # fmt: skip
    return StudyTable({"en": "Data and model", "ja": "データとモデル"}, columns, cells)


def _uncertainty_table(facts: Mapping[str, Any]) -> list[StudyTable]:
    if not facts["uncertainty"]:
        return []
    caption = {"en": "How far single companies differ (standard deviations, same luck), and how well the mean is known",
               "ja": "会社ごとの違い（同じ偶然での標準偏差）と、平均の確かさ"}  # fmt: skip
    columns = [{"en": "metric", "ja": "指標"}, {"en": "mean", "ja": "平均"}, {"en": "by luck alone", "ja": "偶然のみ"},
               {"en": "luck and parameters", "ja": "偶然とパラメータ"},
               {"en": "share of parameters in the variance [95 %]", "ja": "分散に占めるパラメータの割合 [95％]"},
               {"en": "simulation error of the mean", "ja": "平均の模擬誤差"}]  # fmt: skip
    rows: list[list[str | Words]] = []
    for row in facts["uncertainty"]:
        metric = METRICS[row["metric"]]
        amounts = [*((Estimate(row[key]), metric.unit) for key in ("mean", "luck", "both")), (_share(row), "share"),
                   (Estimate(row["error"]), metric.unit)]  # fmt: skip
        cells = [{lang: f"{Amount(*one, lang):all}" for lang in LANGUAGES} for one in amounts]
        rows.append([{"en": metric.en, "ja": metric.ja}, *cells])
    return [StudyTable(caption, columns, rows)]


def oddity_table(facts: Mapping[str, Any]) -> list[StudyTable]:
    """What was odd in the data, and the rule for each; nothing where nothing was."""
    odd = {name: count for name, count in facts["data"]["oddities"].items() if count}
    if not odd:
        return []
    columns = [{"en": "rule", "ja": "規則"}, {"en": "times", "ja": "回数"}]
    caption = {"en": "Oddities of the data", "ja": "データの不備と扱い"}
    places = facts["data"].get("odd_dates", {})
    rows: list[list[str | Words]] = [
        [_with_places(RULES[name], places.get(name, []), count), f"{count:,}"] for name, count in odd.items()
    ]
    return [StudyTable(caption, columns, rows)]


def _with_places(rule: Words, places: Sequence[str], count: int) -> Words:
    """A rule, and the first places in the files that it found."""
    if not places:
        return rule
    more = {"en": f" and {count - len(places):,} more", "ja": f"、ほか{count - len(places):,}件"}
    return {
        lang: f"{rule[lang]} ({', '.join(places)}{more[lang] if count > len(places) else ''})" for lang in LANGUAGES
    }


def _marginals(facts: Mapping[str, Any], title: Words) -> StudyFigure:
    panels = [
        {"name": row["name"], "unit": "" if row["unit"] == "-" else row["unit"], "low": row["prior_low"],
         "high": row["prior_high"], "logarithmic": row["logarithmic"], "draws": row["draws"], "centre": row["median"]}
        for row in facts["parameters"]
    ]  # fmt: skip
    caption = {
        "en": "Each parameter before the data (grey) and after them (blue)",
        "ja": "各パラメータ：データの前（灰）と後（青）",
    }
    meaning = {"en": "height: share of draws; dashed: median", "ja": "高さは標本の割合、破線は中央値"}
    return StudyFigure("posterior", "marginals", title, caption, meaning, {"panels": panels, "replicates": ONE_EACH})


def _against(facts: Mapping[str, Any], title: Words) -> StudyFigure:
    rows = [
        {**row, "words": {lang: moment(row["name"], lang) for lang in LANGUAGES},
         "shown": f"{number(row['data'])} / {shown(row['low'], row['middle'], row['high'])}"}
        for row in facts["moments"]
    ]  # fmt: skip
    caption = {"en": "Data against companies drawn from the fit, under luck new to the fit; right: data / model",
               "ja": "データと、当てはめから引いた会社（当てはめに使っていない乱数）。右：データ／モデル"}  # fmt: skip
    meaning = {"en": "all ranges are drawn equally wide; dark: at the medians of the parameters, by luck alone",
               "ja": "範囲はすべて同じ幅で描く。濃い帯はパラメータの中央値の会社、偶然のみ"}  # fmt: skip
    return StudyFigure("predictive", "against_data", title, caption, meaning, {"rows": rows, "replicates": ONE_EACH})
