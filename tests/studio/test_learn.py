"""The guided story of Learn: every step is an experiment that runs, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sim.record.specifications import METRICS

Visit = Callable[..., Any]
READY = "#view[data-replications='16']"
STORY = """async () => {
  const { presets } = await (await fetch("/api/presets")).json();
  const { STEPS } = await import("/learn-story.js");
  const tried = ({ control }) => (control.kind === "slider" ? [control.from, control.start, control.to] : control.options.map(({ value }) => value));
  return STEPS.flatMap((step) => tried(step).map((value) => ({
    name: step.name, arms: step.arms(value, presets), measures: step.measures, words: [step.title, step.says, step.ask],
  })));
}"""  # noqa: E501


def test_every_experiment_is_of_companies_that_load(visit: Visit, client: Any) -> None:
    found = visit("#learn?lang=en").evaluate(STORY)
    assert len({each["name"] for each in found}) == 10
    for each in found:
        for company in each["arms"]:
            answer = client.post("/api/scenario/write", json=company)
            assert answer.status_code == 200, (each["name"], answer.text)
        assert set(each["measures"]) <= set(METRICS)
        assert all(words["en"] and words["ja"] for words in each["words"])


def test_a_guess_uncovers_the_result_and_is_answered(visit: Visit) -> None:
    page = visit("#learn?lang=en&view.learn.step=silos")
    page.wait_for_selector(".guess button")
    assert not page.is_visible(".learn-result .tile")
    page.focus(".guess button >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_selector(".learn-result .tile")
    page.wait_for_selector(".learn-answer")
    assert page.get_attribute("#view", "data-replications") == "16"  # not judged on fewer
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    answer = page.inner_text(".learn-answer")
    assert answer.startswith("The simulation")
    shown = page.inner_text(".learn-result .tile[data-metric='total_value'] .gap")
    assert answer.split(": ")[1].split(" ")[0] in shown
    page.click("#tool-language")
    page.wait_for_selector("html[lang=ja]")
    page.wait_for_selector(".learn-answer:has-text('：')")
    assert page.get_attribute(".guess button >> nth=0", "aria-pressed") == "true"


def test_where_nothing_differs_no_guess_is_right_or_wrong(visit: Visit) -> None:
    page = visit("#learn?lang=en&view.learn.step=lag")  # nothing is known so late in the small companies here
    page.click(".guess button[value=same]")
    assert page.inner_text(".learn-answer").startswith("Neither right nor wrong")
    page.click(".guess button[value=higher]")
    assert page.inner_text(".learn-answer").startswith("Neither right nor wrong")


def test_the_one_control_moves_the_result(visit: Visit) -> None:
    page = visit("#learn?lang=ja&view.learn.step=promise")
    page.wait_for_selector(READY)
    page.click(".learn-cover button")
    before = page.inner_text(".tile[data-metric='customers_won']")
    page.click(".learn-choice input >> nth=1")
    page.wait_for_selector(READY)
    assert page.inner_text(".tile[data-metric='customers_won']") != before


def test_steps_are_in_the_link_and_open_in_explore(visit: Visit) -> None:
    page = visit("#learn?lang=en")
    page.wait_for_selector(READY)
    page.focus(".learn-moves .primary")
    page.keyboard.press("Enter")
    page.wait_for_selector(".learn-steps li:nth-child(2) [aria-current='step']")
    assert page.evaluate("document.activeElement.textContent") == "The baton"
    page.wait_for_url(re.compile("view.learn.step=baton"))
    page.click(".learn-moves .quiet")
    page.wait_for_selector(".explore")
    page.wait_for_url(re.compile("organisation.handover.trust"))
