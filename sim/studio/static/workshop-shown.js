// What the trainer reveals, step by step, the same for everybody: own numbers, the company, the counterfactual, the
// debrief sheet. Steps that were shown stay.

import { lineChart } from "./charts.js";
import { element } from "./dom.js";
import { drawFigures } from "./figures.js";
import { drawFindings, drawTiles, verdict } from "./story.js";
import { companyTable, table, TEAMS, teamName, tiles, written } from "./workshop-numbers.js";

export const STEPS = ["playing", "teams", "company", "counterfactual", "debrief"];
const PARTS = STEPS.slice(1); // methods of Shown that draw them
const FIGURES = ["value", "gap", "everyone", "flow", "fit", "customers"];
const HEADLINES = ["total_value", "ltv_per_customer", "customers_end", "nrr_12m", "unfit_share_won"];
const ON_SHEET = ["total_value", "customers_won", "customers_end", "unfit_share_won", "churn_12m", "nrr_12m", "cash_trough"];
const MOST_FINDINGS = 5;
const mean = (values) => {
  const found = values.filter((value) => value !== null);
  return found.length ? found.reduce((total, value) => total + value, 0) / found.length : null;
};
const inPoints = (unit) => (unit === "share" ? "points" : unit);

/** The reveal in `host`; update(view) brings it up to date. `link` fetches the comparison when it is there. */
export class Shown {
  constructor(host, app, link) {
    Object.assign(this, { app, link, words: app.words, compared: null, sections: [], charts: [], filled: false });
    this.box = element("div", { class: "ws-reveal" });
    host.append(this.box);
  }

  update(view) {
    this.view = view;
    const of = view.compared?.ready ? view.compared.of : null;
    if (of && this.compared?.of !== of && this.asking !== of) this.fetch(of);
    this.draw(of && this.compared?.of === of ? this.compared : null);
  }

  async fetch(of) {
    this.asking = of;
    try {
      this.compared = await this.link.ask("/compared");
      this.update(this.view);
    } catch (error) {
      this.app.fail(error);
    } finally {
      this.asking = null;
    }
  }

  /** Sections that are shown; one that says the same as before stays as it is. */
  draw(compared) {
    const count = STEPS.indexOf(this.view.step);
    const before = this.sections.length;
    for (const section of this.sections.splice(count)) section.node.remove();
    PARTS.slice(0, count).forEach((part, at) => {
      const says = JSON.stringify([this.view.quarter, at < 2 ? "" : compared?.of ?? this.view.compared?.done]);
      if (this.sections[at]?.says === says) return;
      const node = element("section", { class: "ws-card ws-shown" });
      if (this.sections[at]) this.sections[at].node.replaceWith(node);
      else this.box.append(node);
      this.sections[at] = { node, says };
      this[part](node, compared);
      for (const draw of this.charts.splice(0)) draw();
    });
    const filled = Boolean(compared) && !this.filled; // the comparison has come into its section
    this.filled = Boolean(compared);
    if (this.sections.length > before || (filled && count > 2)) this.arrive(before);
  }

  /** The new section comes into view; at the first reveal the page is at its beginning anyway. */
  arrive(before) {
    const { node } = this.sections.at(-1);
    if (before) node.scrollIntoView({ block: "start" });
    this.app.tell(node.querySelector("h2").textContent);
  }

  /** Everybody's own number by quarter. */
  teams(host) {
    const { t, lang } = this.words;
    const { teams } = this.view;
    const quarters = teams.marketing.attained.length;
    const cell = (value) => element("td", { class: value !== null && value >= 0.995 ? "ws-met" : "" }, written(this.words, value, "share"));
    const rows = (name) => TEAMS.filter((team) => teams[team].attained.length).map((team) => [teamName(this.words, team), ...teams[team][name].map(cell), cell(mean(teams[team][name]))]);
    const head = [t("ws_team"), ...Array.from({ length: quarters }, (_, at) => t("ws_q", { quarter: at + 1 })), t("ws_mean")];
    host.append(element("h2", {}, t("ws_teams_title")), element("p", { class: "hint" }, t("ws_teams_about")),
      element("h3", {}, t("ws_attained")), table(t("ws_attained"), head, rows("attained")),
      element("h3", {}, t("ws_paid")), table(t("ws_paid"), head, rows("paid")),
      element("h3", {}, t("ws_chosen")), chosen(this.words, teams, lang));
  }

  /** What the company earned meanwhile. */
  company(host) {
    const { t } = this.words;
    const { company } = this.view.teams.whole;
    const last = company.at(-1);
    host.append(element("h2", {}, t("ws_company_title")), element("p", { class: "hint" }, t("ws_company_about")),
      tiles([[t("ws_value_cumulative"), written(this.words, last.value_cumulative, "USD")], [t("ws_cash_balance"), written(this.words, last.cash_balance, "USD")], [t("ws_customers"), written(this.words, last.customers)]]));
    const side = element("div", { class: "ws-beside" });
    const chart = lineChart(side, { name: "quarters", title: t("ws_value_cumulative"), unit: "USD", xLabel: t("ws_time"), words: this.words });
    this.later(() => chart.update({ xs: [0, ...company.map((_, at) => at + 1)], lines: [{ name: "A", label: "", kind: "b", mean: [0, ...company.map((quarter) => quarter.value_cumulative)] }] }));
    side.append(companyTable(this.words, company));
    host.append(side);
  }

  /** The same rules and luck with shared goals. */
  counterfactual(host, compared) {
    const { t } = this.words;
    host.append(element("h2", {}, t("ws_counter_title")));
    if (!compared) {
      const { done = 0, planned = 0 } = this.view.compared ?? {};
      host.append(element("p", { class: "hint", role: "status" }, t("ws_comparing", { done, planned })));
      return;
    }
    const { bundle, metrics } = compared;
    const tileBox = element("div", { class: "tiles" }), charts = element("div", { class: "charts" }), findings = element("div", { class: "told" });
    host.append(element("p", { class: "hint" }, t("ws_counter_about", { replications: bundle.replications, years: Math.round(bundle.weeks / 52) })), this.guesses(bundle), tileBox, charts, element("h3", {}, t("ws_findings")), findings, element("p", { class: "caution" }, t("caution")));
    this.later(() => {
      drawTiles(tileBox, this.app, metrics, HEADLINES)(bundle);
      drawFigures(charts, this.words, FIGURES)(bundle);
      drawFindings(findings, this.app, bundle.findings.slice(0, MOST_FINDINGS), t("story_clear"));
    });
  }

  /** What the teams had guessed, beside what came out. */
  guesses({ differences }) {
    const { t, lang } = this.words;
    const { low, high } = differences.B.total_value;
    const found = low > 0 ? "more" : high < 0 ? "less" : "same";
    return element("ul", { class: "ws-guesses", "aria-label": t("ws_guesses") }, TEAMS.map((team) => {
      const guess = lastAnswers(this.view.teams[team]).at(-1);
      return element("li", { class: guess.name === found ? "ready" : "" }, element("b", {}, teamName(this.words, team)), ` ${guess.name === found ? "✓ " : ""}${guess[lang]}`);
    }));
  }

  /** The sheet that is printed. */
  debrief(host, compared) {
    const { t, lang } = this.words;
    const { teams, quarter } = this.view;
    host.classList.add("ws-sheet");
    host.append(element("div", { class: "ws-sheet-head" }, element("h2", {}, t("ws_debrief_title")), element("button", { class: "ws-no-print", onclick: () => print() }, t("ws_print"))));
    if (!compared) {
      host.append(element("p", { class: "hint" }, t("ws_comparing", { done: 0, ...this.view.compared })));
      return;
    }
    const { bundle, metrics, questions } = compared;
    const contracts = (team) => lastAnswers(teams[team]).slice(0, 2).map((answer) => answer[lang]).join(" · ");
    host.append(
      element("p", { class: "hint" }, t("ws_sheet_about", { title: bundle.arms.A.title[lang], seed: bundle.seed, quarters: quarter })),
      element("h3", {}, t("ws_paid_title")),
      table(t("ws_paid_title"), [t("ws_team"), element("th", { scope: "col", class: "ws-left" }, t("contract")), t("ws_attained"), t("ws_paid_short")],
        TEAMS.filter((team) => teams[team].attained.length).map((team) => [teamName(this.words, team), element("td", { class: "ws-left" }, contracts(team)), written(this.words, mean(teams[team].attained), "share"), written(this.words, mean(teams[team].paid), "share")])),
      element("h3", {}, t("ws_result")),
      table(t("ws_result"), [t("measure"), t("ws_as_played"), t("ws_with_goals"), t("ws_difference"), t("verdict")], ON_SHEET.map((name) => this.row(name, bundle, metrics[name]))),
      element("h3", {}, t("ws_questions")), element("ol", { class: "ws-questions" }, questions.map((question) => element("li", {}, question[lang]))),
      element("h3", { class: "ws-print-only" }, t("ws_notes")), element("div", { class: "ws-notes ws-print-only" }));
  }

  row(name, bundle, { unit, better, ...label }) {
    const gap = bundle.differences.B[name];
    const [kind, word] = verdict(this.words, gap, better);
    return [label[this.words.lang], this.words.number(bundle.arms.A.metrics[name], unit), this.words.number(bundle.arms.B.metrics[name], unit),
      `${this.words.number(gap, inPoints(unit), { signed: true })} ${this.words.interval(gap, inPoints(unit))}`, element("td", { class: kind }, word)];
  }

  /** Charts are drawn when their places are in the page. */
  later(draw) {
    this.charts.push(draw);
  }
}

/** By team its answers, and when they changed. */
function chosen(words, teams, lang) {
  const { t } = words;
  return element("div", { class: "ws-chosen" }, TEAMS.map((team) => element("section", {}, element("h4", {}, teamName(words, team)),
    element("dl", {}, teams[team].questions.flatMap((question) => {
      const given = teams[team].decided.map((decision) => question.answers.find(({ name }) => name === decision[question.name])[lang]);
      const turns = given.map((answer, at) => [answer, at]).filter(([answer, at]) => at === 0 || answer !== given[at - 1]);
      const told = turns.length === 1 ? [given[0]] : turns.map(([answer, at]) => t("ws_from", { quarter: at + 1, answer }));
      return [element("dt", {}, question[lang]), ...told.map((text) => element("dd", {}, text))];
    })))));
}

const lastAnswers = ({ questions, decided }) => questions.map(({ name, answers }) => answers.find((answer) => answer.name === decided.at(-1)[name]));
