"""Why a customer was moved, in the words of who decided."""

from __future__ import annotations

from typing import Any

import pytest

from sim.incentives import metrics
from sim.incentives.pay import Kpi
from sim.report import deciding
from sim.report.deciding import because, explained, said, who
from sim.report.kpi_words import KPIS, contract
from sim.report.words import LANGUAGES
from sim.stages import Cause, Department

PAY = {Department.FIELD_SALES: (Kpi(metric="bookings", target=95_000.0),)}
WEEK: dict[str, Any] = {
    "week": 40, "stage": "opportunity", "believed": 0.61, "waiting": 3.2, "promise": 0.25, "price": 21_000.0,
    "adoption": 0.4, "success": 0.3, "satisfaction": -0.2,
}  # fmt: skip


def move(cause: str, to: str = "onboarding", seat: int | None = 7, **more: Any) -> dict[str, Any]:
    by = None if seat is None else {"seat": seat, "department": "field_sales", "number": 3, "attainment": 0.58}
    facts = {"week": 41, "hour": 3.0, "from": "opportunity", "to": to, "cause": cause, "by": by, "before": WEEK,
             "after": WEEK | {"week": 41}}  # fmt: skip
    return facts | more


def test_a_member_speaks_of_pay_and_belief() -> None:
    won = move("won", full=True)
    assert who(won, "en") == "Field sales 3"
    assert said(won, "en") == "Signed at $21.0k a year; over-promised 25 %; hand-over in full."
    assert because(won, PAY, "en") == (
        "I am paid on bookings and stand at 58 % of target for the time passed; I took their fit for 61 %."
    )
    assert because(won, PAY, "ja") == "評価は受注額、経過時間に対する達成度は58％。適合度を61％と見ていた。"


def test_what_another_department_believed_is_nobodys_belief_here() -> None:
    new = move("accepted", "opportunity", before=WEEK | {"stage": "mql"}) | {"from": "sql"}
    assert because(new, PAY, "en").endswith("I knew nothing of them yet.")
    assert because(new | {"before": None}, PAY, "en").endswith("I knew nothing of them yet.")


def test_whoever_has_no_kpi_says_so() -> None:
    assert because(move("won"), {}, "en").startswith("No KPI pays me")


def test_a_customer_speaks_of_experience_and_needs_no_reason() -> None:
    left = move("not_renewed", "churned", seat=None)
    assert who(left, "en") == "Customer"
    assert said(left, "en") == "We leave: success 30 %, use 40 %; it is less than we expected."
    assert because(left, PAY, "en") == ""


def test_a_rule_is_nobodys_decision() -> None:
    assert who(move("renewal_due", "renewal", seat=None), "ja") == "規則"


def test_a_hot_lead_passes_without_a_meeting() -> None:
    hot = move("passed", "sql") | {"from": "lead"}
    assert said(hot, "en") == "Hot: straight to field sales."
    assert said(hot | {"from": "mql"}, "en").startswith("They agreed to a meeting")


@pytest.mark.parametrize("cause", [each.name.lower() for each in Cause])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_cause_has_words(cause: str, lang: str) -> None:
    told = explained(move(cause, "sql" if cause == "passed" else "churned"), PAY)["words"][lang]
    assert told["said"].endswith((".", "。"))
    assert "{" not in told["said"]


def test_a_wait_is_told_in_whole_weeks() -> None:
    assert "for 3 weeks" in said(move("went_cold"), "en")
    assert "for a week" in said(move("went_cold", before=WEEK | {"waiting": 0.4}), "en")
    assert "3週間" in said(move("went_cold"), "ja")


def test_every_kpi_has_words() -> None:
    assert set(KPIS) == set(metrics.METRICS)
    assert set(deciding.LANGUAGES) == {lang for words in KPIS.values() for lang in words}


def test_the_heaviest_term_comes_first_and_none_twice() -> None:
    terms = (("orders", "own", 0.2), ("leads", "own", 0.8), ("leads", "company", 0.1), ("calls", "own", 0.0))
    pay = [Kpi(metric=metric, scope=scope, weight=weight, target=1.0) for metric, scope, weight in terms]
    assert contract(pay, "en") == "leads and contracts signed"
    assert contract(pay, "ja") == "リード数と受注件数"
