// The same as Watch's pictures in numbers, words and tables: for screen readers, the keyboard, and exactness.

import { element } from "./dom.js";
import { deskOf, stockOf, until } from "./film.js";
import { nameOf } from "./inspector.js";

const PROSPECTS = [1, 2, 3, 4]; // stages before the contract
const WORTH_SAYING = 0.05; // weeks of work behind

/** A company's numbers at the end of a week; what staff cannot know may be hidden. */
export function tellNumbers(node, film, week, hidden, { t, plain }) {
  const [won, unfit, left] = ["orders", "unfit_won", "churned"].map((name) => until(film, name, week));
  const part = (name, value, more = "") => element("span", {}, `${t(`watch_${name}`)} `, element("b", {}, value), more);
  const count = (value) => Math.round(value).toLocaleString("en");
  const share = hidden || !won ? "" : ` (${t("watch_unfit", { share: plain(unfit / won, "share") })})`;
  node.replaceChildren(part("customers", count(film.series.customers[week])), part("won", count(won), share), part("left", count(left)), part("value", plain(film.series.value_cumulative[week], "USD")));
}

/** One sentence on a company at the end of a week. */
export function summarise(film, week, arm, words) {
  let worst = null;
  for (let seat = 0; seat < film.seats; seat += 1) {
    const { behind } = deskOf(film, week, seat);
    if (behind > (worst?.behind ?? WORTH_SAYING)) worst = { seat, behind };
  }
  const values = { arm, customers: film.series.customers[week], pipeline: PROSPECTS.reduce((sum, stage) => sum + stockOf(film, week, stage), 0) };
  if (!worst) return words.t("watch_nobody", values);
  return words.t("watch_summary", { ...values, who: nameOf(film, worst.seat, words), behind: worst.behind.toFixed(1) });
}

/** Draw the tables of a week; `choose(arm, seat)` opens a member. */
export function drawTwin(node, films, week, app, choose) {
  node.replaceChildren(stages(films, week, app), ...films.map((film, arm) => desks(film, arm, week, app, choose)));
}

function stages(films, week, app) {
  const { t } = app.words;
  const rows = films[0].stages.map((name, stage) => [t(`stage_${name}`), ...films.map((film) => stockOf(film, week, stage).toLocaleString("en"))]);
  return table([t("watch_stage"), ...films.map((_, arm) => app.title(arm))], rows, t("watch_stage"));
}

function desks(film, arm, week, app, choose) {
  const { t, plain } = app.words;
  const rows = [];
  for (let seat = 0; seat < film.seats; seat += 1) {
    const { here, queue, load, behind } = deskOf(film, week, seat);
    if (!here && !queue) continue;
    const open = element("button", { class: "link", onclick: () => choose(arm, seat) }, nameOf(film, seat, app.words) + (here ? "" : ` (${t("watch_vacant")})`));
    rows.push([open, String(queue), plain(load, "share"), behind.toFixed(1)]);
  }
  return table([t("watch_member"), t("watch_queue"), t("watch_load"), t("watch_behind")], rows, app.title(arm));
}

function table(headings, rows, caption) {
  return element("table", { class: "twin" }, element("caption", {}, caption),
    element("thead", {}, element("tr", {}, ...headings.map((text) => element("th", { scope: "col" }, text)))),
    element("tbody", {}, ...rows.map(([first, ...rest]) => element("tr", {}, element("th", { scope: "row" }, first), ...rest.map((cell) => element("td", {}, cell))))));
}
