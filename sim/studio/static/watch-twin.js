// The same as Watch's pictures, as tables: for screen readers, for the keyboard, and for whoever wants the number.

import { element } from "./dom.js";
import { deskOf, stockOf } from "./film.js";
import { nameOf } from "./inspector.js";

/** Draw the tables of a week; `choose(arm, seat)` opens a member. */
export function drawTwin(node, films, week, app, choose) {
  const { t } = app.words;
  node.replaceChildren(stages(films, week, app), ...films.map((film, arm) => desks(film, arm, week, app, choose)));
  node.setAttribute("aria-label", t("watch_twin"));
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
