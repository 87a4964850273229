"""What is reported: every weekly series and every summary metric, each declared once with unit and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.flows import DECLARED, Flow
from sim.kinds import MEANING, Kind
from sim.stages import CRITERIA, Department, Stage

Better = Literal["higher", "lower", "neither"]


@dataclass(frozen=True)
class Specification:
    """A reported number: name, unit, which direction is better, and what it is in English and Japanese."""

    name: str
    unit: str
    better: Better
    en: str
    ja: str


def _specify(*rows: tuple[str, str, Better, str, str]) -> dict[str, Specification]:
    return {row[0]: Specification(*row) for row in rows}


METRICS: dict[str, Specification] = _specify(
    ("total_value", "USD", "higher", "discounted contribution of the whole organisation", "組織全体の割引後貢献額"),
    ("value_year_1", "USD", "higher", "discounted contribution of the first year", "1年目の割引後貢献額"),
    ("ltv_per_customer", "USD", "higher", "discounted ledger value per customer won", "獲得顧客1社あたりLTV(割引後)"),
    ("value_per_account", "USD", "higher", "total value per account of the market", "市場の1社あたり価値"),
    ("projected_value", "USD", "higher", "total value with gross profit of the last year's contracts carried forward",
     "期末契約を将来に延ばした総価値"),
    ("bookings_year_1", "USD", "higher", "price a year of contracts signed in year 1", "1年目の受注額(年額)"),
    ("customers_won", "customers", "higher", "contracts signed", "受注件数"),
    ("win_rate", "share", "higher", "contracts signed, of opportunities decided", "成約率"),
    ("customers_won_year_1", "customers", "higher", "contracts signed in year 1", "1年目の受注件数"),
    ("customers_end", "customers", "higher", "customers at the end", "期末の顧客数"),
    ("leads", "accounts", "neither", "responses of the market", "リード数"),
    ("unfit_share_won", "share", "lower", "share of contracts with unfit customers", "不適合顧客への受注割合"),
    ("onboarding_failed_share", "share", "lower", "share of onboardings that failed", "オンボーディング失敗率"),
    ("churn_12m", "share", "lower", "customers lost in the last year, of those at its start", "期首顧客の直近12か月の解約率"),
    ("grr_12m", "share", "higher", "gross revenue retention of the last year, of customers at its start",
     "期首顧客の直近12か月の総収益維持率"),
    ("nrr_12m", "share", "higher", "net revenue retention of the last year, of customers at its start",
     "期首顧客の直近12か月の純収益維持率"),
    ("churn_first_year", "share", "lower", "customers won that left at or before the first renewal", "初回更新までの解約率"),
    ("cac", "USD", "lower", "acquisition cost per customer won", "顧客獲得コスト"),
    ("payback_months", "months", "lower", "months until a customer's gross profit has paid its acquisition; 0 where one payment at the win does",
     "獲得コストの回収月数"),
    ("cash_trough", "USD", "higher", "lowest cash balance", "現金残高の底"),
    ("cash_trough_month", "month", "neither", "month of the lowest cash balance", "現金残高が底になる月"),
    ("cash_end", "USD", "higher", "cash at the end", "期末の現金残高"),
    ("recurring_revenue_end", "USD per year", "higher", "price a year of all running contracts at the end", "期末の年間経常収益"),
    ("revenue", "USD", "higher", "invoices paid over the horizon", "期間中の売上"),
    ("advocates", "customers", "higher", "advocates at the end", "期末の推奨者数"),
    ("referred_share", "share", "higher", "share of leads that advocates sent", "紹介によるリードの割合"),
    ("reputation", "0–1", "higher", "reputation at the end", "期末の評判"),
    ("spoilt_share", "share", "lower", "accounts of the market turned away by failed neighbours", "悪評で離れた見込み客の割合"),
    ("curiosity_share_won", "share", "lower", "share of contracts with curiosity buyers", "興味本位の顧客の割合"),
    ("curiosity_ltv", "USD", "higher",
     "value of a curiosity buyer less acquisition cost; won two years or more before the end", "興味本位の顧客の価値(獲得コスト差引後)"),
    ("problem_ltv", "USD", "higher",
     "value of a problem buyer less acquisition cost; won two years or more before the end", "課題のある顧客の価値(獲得コスト差引後)"),
    ("curiosity_months", "months", "neither", "months that curiosity buyers stay, less those of problem buyers",
     "興味本位の顧客の継続期間の差"),
    ("win_back_cost_ratio", "ratio", "neither", "cost per former customer won again over cost per first win", "再獲得コストの倍率"),
    ("cost_per_win_channel", "USD", "lower", "direct cost per first contract of accounts that a channel brought, those lost included",
     "チャネル経由の受注1件あたり直接費"),
    ("cost_per_win_referral", "USD", "lower", "the same for accounts that an advocate sent", "紹介経由の受注1件あたり直接費"),
    ("cost_per_win_returned", "USD", "lower", "the same for recycled accounts, from their return on", "再来リードの受注1件あたり直接費"),
    ("return_cost_ratio", "ratio", "neither", "direct cost per contract of returned accounts over that of a channel's", "再来と新規チャネルの費用比"),
    ("wins_returned", "customers", "higher", "first contracts of accounts that had been given back and returned", "再来リードからの受注件数"),
    ("cac_year_1", "USD", "lower", "acquisition cost per customer won in year 1", "1年目の顧客獲得コスト"),
    ("cac_last_year", "USD", "lower", "acquisition cost per customer won in the last year", "最終年の顧客獲得コスト"),
    ("cost_per_new_revenue", "USD per USD", "lower", "selling departments and leads per dollar of new yearly revenue",
     "新規年間収益1ドルあたりの費用"),
    ("cost_per_added_revenue", "USD per USD", "lower",
     "all of customer success per dollar of yearly revenue added by existing customers", "既存顧客の増収1ドルあたりの費用"),
    ("meetings_per_inside_seat", "meetings per year", "higher", "meetings booked per seat of inside sales and year",
     "インサイドセールス1人・年あたりの商談数"),
    ("decided_share", "share", "lower", "recurring revenue at the end whose customers have decided to leave and not said so",
     "解約を決めているが未表明の収益の割合"),
    ("mail_cost", "USD", "lower", "mail sent over the horizon", "メール送付費用"),
    ("months_below_opening_cash", "months", "lower", "months in which cash is below its opening", "現金が開始時を下回る月数"),
    ("money_back_month", "months", "lower", "month from which on cash stays at its opening or above; the last one if it never does",
     "投資を回収し終える月"),
    ("promise_mean", "0–1", "lower", "mean promise beyond the truth among contracts signed", "過剰な約束の平均"),
    ("full_handover_share", "share", "higher", "share of contracts handed over in full", "完全な引き継ぎの割合"),
    ("handed_information", "units", "higher", "what customer success knew of a customer at the start", "引き継がれた情報量"),
    ("period_end_ratio", "ratio", "neither", "contracts signed in the last week of quota periods over a usual week's", "四半期最終週の受注の倍率"),
    ("period_end_churn", "share", "lower", "customers of such weeks that left at the first renewal, less that of all others",
     "四半期最終週の受注の解約率の差"),
    ("seller_spread", "ratio", "neither", "variation of contracts signed between seats of field sales", "営業担当者間の受注のばらつき"),
    ("period_end_discount", "share", "lower",
     "share of the list price given away in the last week of quota periods, less that in other weeks; first terms at the end",
     "四半期最終週の値引き率の差"),
    ("visible_quality_won", "quartile", "higher", "visible quality of customers won, from 1 to 4", "獲得顧客の外から見える質(四分位)"),
    ("seller_gini", "Gini", "neither", "inequality of contracts signed between seats of field sales", "営業担当者間の受注のジニ係数"),
    ("revenue_gini", "Gini", "neither", "inequality of what customers won have paid", "獲得顧客の支払額のジニ係数"),
    ("revenue_top_tenth", "share", "neither", "share of that which the tenth paid who paid most", "支払額上位1割の顧客の割合"),
    ("onboarding_failed_ratio", "ratio", "neither", "onboardings that failed among unfit customers over those among the others",
     "不適合顧客とその他のオンボーディング失敗率の比"),
    ("few_calls_share", "share", "neither", "customers won that inside sales had reached within four calls",
     "架電4回以内でつながった獲得顧客の割合"),
    ("lead_dispersion", "ratio", "neither", "variance over mean of weekly leads, a trend left out", "週次リード数の分散÷平均(趨勢を除く)"),
    ("early_hours_share", "share", "neither", "hours of customer success sessions that fell into the onboarding window",
     "オンボーディング期間に使われたCSセッション時間の割合"),
    ("health_auc", "AUC", "higher", "how well health, seen before the renewal window, told renewals from losses; 0.5 is chance",
     "更新前に見えていたヘルススコアが更新と解約を見分けた度合い(AUC)"),
    *((f"churn_at_maturity_{level}", "share", "lower", f"contracts not renewed of those due, at maturity {level}",
       f"成熟度{level}での更新時解約率") for level in (1, 2, 3, 4)),
    *((f"churn_drop_{level}_{level + 1}", "share", "neither", f"churn at maturity {level} less churn at maturity {level + 1}",
       f"成熟度{level}から{level + 1}での解約率の低下") for level in (1, 2, 3)),
    ("churn_share_outside", "share", "neither", "share of first-year churn by outside events", "初年度解約のうち外部要因の割合"),
    ("churn_share_unfit", "share", "lower", "share of first-year churn that unfit customers add beyond the rate of the others",
     "初年度解約のうち不適合顧客への販売による超過分の割合"),
    ("churn_share_rest", "share", "lower", "share of first-year churn that is neither", "初年度解約のうちその他の割合"),
    ("growth_cost_offers", "USD per USD a year", "lower", "hours of offers per dollar a year from existing customers",
     "既存顧客からの年額1ドルあたり提案費用"),
    ("growth_cost_gap", "USD per USD a year", "higher", "cost of growth from new customers less that of offers to existing ones",
     "新規からの成長費用と既存への提案費用の差"),
    ("growth_cost_gap_full", "USD per USD a year", "higher",
     "cost of growth from new customers less all of customer success per dollar of growth", "新規からの成長費用とCS全費用の差"),
    ("rejected_share", "share", "lower", "hand-overs sent back at once by the receiver, of those tried", "引き継ぎの差し戻し率"),
    ("rework_hours", "hours", "lower", "work done again because definitions differ", "定義の違いによる手戻り時間"),
    ("trust_mean", "0–1", "higher", "trust of receivers in those who hand over to them, over the horizon", "部門間の信頼の平均"),
    ("picture_mean", "0–1", "higher", "sharpness of the departments' picture of a good customer, over the horizon",
     "良い顧客像の鮮明さの平均"),
    *((f"utilisation_{d.name.lower()}", "share", "neither", f"hours used of hours available, {d.name.lower().replace('_', ' ')}",
       f"{ja}の稼働率") for d, ja in zip(Department, ("マーケティング", "インサイドセールス", "フィールドセールス",
                                              "カスタマーサクセス"), strict=True)),
)  # fmt: skip


def _series() -> dict[str, Specification]:
    rows: list[tuple[str, str, Better, str, str]] = []
    rows += [(f"stage_{s.name.lower()}", "accounts", "neither", CRITERIA[s], s.name.lower()) for s in Stage]
    rows += [(f.name.lower(), DECLARED[f].unit, "neither", DECLARED[f].meaning, f.name.lower()) for f in Flow]
    rows += [(f"money_{k.name.lower()}", "USD", "neither", MEANING[k], k.name.lower()) for k in Kind]
    for d in Department:
        name = d.name.lower()
        rows += [
            (f"hours_available_{name}", "hours", "neither", "hours that members could give to customers", name),
            (f"hours_worked_{name}", "hours", "neither", "hours used", name),
            (f"queue_{name}", "hours", "lower", "work that others waited for at the end of the week", name),
            (f"payroll_{name}", "USD", "neither", "paid hours, priced", name),
            (f"attainment_{name}", "share", "higher", "share of the KPI contract attained, for the time passed", name),
        ]
    rows += [
        ("customers", "customers", "higher", "running contracts", "顧客数"),
        ("revenue", "USD", "higher", "invoices paid", "売上"),
        ("cost_acquisition", "USD", "lower", "leads, hours on prospects and channels", "獲得コスト"),
        ("cost_to_serve", "USD", "lower", "service and hours on customers", "提供コスト"),
        (
            "cost_organisation",
            "USD",
            "lower",
            "paid hours that reached no customer, overhead, mail, hiring",
            "組織コスト",
        ),
        ("cash", "USD", "higher", "cash of the week", "週の現金収支"),
        ("cash_balance", "USD", "higher", "cash at the end of the week", "現金残高"),
        ("value", "USD", "higher", "discounted contribution of the week", "週の割引後貢献額"),
        ("value_cumulative", "USD", "higher", "discounted contribution until now", "累積価値"),
        ("recurring_revenue", "USD per year", "higher", "price a year of all running contracts", "年間経常収益"),
        ("reputation", "0–1", "higher", "what the market remembers", "評判"),
        ("praise", "talks", "higher", "recommendations made", "推奨"),
        ("complaints", "talks", "lower", "warnings given", "悪評"),
        ("morale", "0–1", "higher", "mean morale of members", "士気"),
        ("trust", "0–1", "higher", "mean trust of receivers in those who hand over to them", "部門間の信頼"),
        (
            "picture",
            "0–1",
            "higher",
            "mean sharpness of the departments' picture of a good customer",
            "良い顧客像の鮮明さ",
        ),
    ]
    return _specify(*rows)


SERIES: dict[str, Specification] = _series()
