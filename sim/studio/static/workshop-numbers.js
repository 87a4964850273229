// Numbers of a team by quarter: its own department's, or the company's for the team that sees the whole.

import { DEPARTMENTS } from "./contracts.js";
import { element } from "./dom.js";
import { refusal } from "./workshop-link.js";

export const TEAMS = [...DEPARTMENTS, "whole"];
const COMPANY = [["value", "USD"], ["value_cumulative", "USD"], ["cash_balance", "USD"], ["customers", ""]];
const known = (value) => value !== null && value !== undefined;

/** What a team is called. */
export const teamName = (words, team) => words.t(team === "whole" ? "ws_whole" : team);

/** A number as it is written: shares in whole percent, counts without decimals. */
export function written(words, value, unit = "") {
  if (!known(value)) return "–";
  if (unit === "weeks") return words.t("ws_weeks", { weeks: value.toFixed(1) });
  if (unit === "share") return words.plain(Math.round(100 * value) / 100, "share");
  return unit === "USD" ? words.plain(value, unit) : words.plain(Math.round(value));
}

/** A table with a head and rows of cells, the first of each a heading; it scrolls by itself where it is wide. */
export function table(caption, head, rows) {
  return element("div", { class: "ws-scroll", tabindex: 0, role: "group", "aria-label": caption }, element("table", { class: "ws-table" },
    element("caption", { class: "visually-hidden" }, caption),
    element("thead", {}, element("tr", {}, head.map((cell) => (cell instanceof HTMLElement ? cell : element("th", { scope: "col" }, cell))))),
    element("tbody", {}, rows.map(([first, ...cells]) => element("tr", {}, element("th", { scope: "row" }, first), cells.map((cell) => cell instanceof HTMLElement ? cell : element("td", {}, cell)))))));
}

/** What could not be simulated, in `host`; nothing where all is well. */
export function drawProblem(host, words, problem) {
  host.replaceChildren(...(problem ? [element("div", { class: "trouble" }, element("strong", {}, words.t("ws_problem")), element("p", {}, refusal({ detail: problem }, words)))] : []));
}

/** The numbers of the visitor's team in `host`. */
export function drawNumbers(host, words, { team, facts }) {
  if (!facts.length) host.append(element("p", { class: "hint" }, words.t("ws_no_numbers")));
  else if (team === "whole") company(host, words, facts);
  else department(host, words, facts);
}

function department(host, words, facts) {
  const { t } = words;
  const last = facts.at(-1);
  const flows = Object.keys(last.flows);
  const unit = (flow) => (flow === "bookings" ? "USD" : "");
  host.append(
    tiles([[t("ws_attained"), written(words, last.attained, "share")], [t("ws_paid"), written(words, last.paid, "share")],
      [t("ws_utilisation"), written(words, last.utilisation, "share")], [t("ws_queue"), written(words, last.queue_weeks, "weeks")]]),
    terms(words, last.terms),
    table(t("ws_numbers"), [t("ws_time"), t("ws_attained"), t("ws_paid_short"), t("ws_utilisation"), t("ws_queue"), ...flows.map((flow) => t(`ws_flow_${flow}`))],
      facts.map((fact, at) => [t("ws_q", { quarter: at + 1 }), written(words, fact.attained, "share"), written(words, fact.paid, "share"),
        written(words, fact.utilisation, "share"), written(words, fact.queue_weeks, "weeks"), ...flows.map((flow) => written(words, fact.flows[flow], unit(flow)))]).reverse()),
  );
}

/** What the contract was made of, and what came of each term. */
function terms(words, all) {
  const { t, lang } = words;
  return element("ul", { class: "ws-terms" }, all.map(({ words: called, weight, attained, scope }) => element("li", {},
    t("ws_term", { weight: written(words, weight, "share"), metric: called[lang], scope: scope === "company" ? t("ws_of_company") : "" }), element("b", {}, written(words, attained, "share")))));
}

function company(host, words, facts) {
  const { t } = words;
  const last = facts.at(-1);
  host.append(
    tiles(COMPANY.map(([name, unit]) => [t(`ws_${name}`), written(words, last.company[name], unit)])),
    element("h3", {}, t("ws_load")),
    table(t("ws_load"), [t("ws_team"), t("ws_utilisation"), t("ws_queue")], DEPARTMENTS.map((name) => [t(name), written(words, last.departments[name].utilisation, "share"), written(words, last.departments[name].queue_weeks, "weeks")])),
    companyTable(words, facts.map((fact) => fact.company)),
  );
}

/** The company by quarter, the latest first. */
export function companyTable(words, quarters) {
  const { t } = words;
  const columns = [...COMPANY, ["orders", ""], ["churned", ""]];
  return table(t("ws_company_numbers"), [t("ws_time"), ...columns.map(([name]) => t(name === "orders" || name === "churned" ? `ws_flow_${name}` : `ws_${name}`))],
    quarters.map((quarter, at) => [t("ws_q", { quarter: at + 1 }), ...columns.map(([name, unit]) => written(words, quarter[name], unit))]).reverse());
}

/** Large numbers side by side: pairs of what and how much. */
export function tiles(pairs) {
  return element("dl", { class: "ws-tiles" }, pairs.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))));
}
