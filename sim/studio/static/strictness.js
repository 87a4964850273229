// The chart of value over strictness. It takes many companies, so it is drawn when somebody asks for it.

import { lineChart } from "./charts.js";
import { trouble } from "./companies.js";
import { element } from "./dom.js";

/**
 * The chart with its button in `host`, for a scan of so many points and replications; the function handed back says
 * when it is out of date.
 */
export function drawStrictness(host, app, scan) {
  const { t } = app.words;
  const place = element("div", { class: "asked" });
  host.append(place);
  const chart = lineChart(place, { name: "strictness", title: t("fig_strictness"), note: t("note_strictness"), unit: "USD", xLabel: t("strictness_axis"), words: app.words });
  const hint = element("p", { class: "hint", role: "status" }, t("try_strictness_note", scan));
  const button = element("button", { onclick: ask }, t("try_strictness"));
  place.querySelector("figure").append(hint, button);
  let of = null;

  async function ask() {
    const { arms, seed } = app.state.value;
    button.disabled = true;
    try {
      const { strictness } = await app.post("/api/strictness", { arms, seed });
      of = { arms, seed };
      const curve = (points) => Object.fromEntries(["mean", "low", "high"].map((key) => [key, points.map((point) => point[key])]));
      chart.update({ xs: strictness.points, lines: Object.entries(strictness.arms).map(([name, { total_value: points }]) => ({ name, ...curve(points) })) });
      refresh();
    } catch (error) {
      hint.replaceChildren(trouble(app, error.detail ?? error));
    }
    button.disabled = false;
  }
  function refresh() {
    const { arms, seed } = app.state.value;
    if (of !== null) hint.textContent = arms === of.arms && seed === of.seed ? "" : t("outdated");
  }
  return refresh;
}
