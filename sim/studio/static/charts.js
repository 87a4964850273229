// The few kinds of charts that the page needs, drawn in SVG. A is grey and dashed, B blue and solid; lines are
// labelled at their end; every chart has a summary for screen readers and a table twin.

import { element, svg } from "./dom.js";

const WIDTH = 460;
const HEIGHT = 240;
const MARGIN = { top: 10, right: 34, bottom: 30, left: 58 };

/** Round values that span low to high, about `count` of them. */
export function ticks(low, high, count = 5) {
  const span = high - low || Math.abs(high) || 1;
  const power = 10 ** Math.floor(Math.log10(span / count));
  const step = [1, 2, 5, 10].map((by) => by * power).find((by) => span / by <= count) ?? 10 * power;
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high + step * 1e-9; value += step) found.push(Math.abs(value) < step * 1e-9 ? 0 : value);
  return found;
}

/** A scale from values to places. */
export function scale([low, high], [from, to]) {
  const by = (to - from) / (high - low || 1);
  const place = (value) => from + (value - low) * by;
  place.invert = (at) => low + (at - from) / by;
  return place;
}

/** The path of a line; a gap where a value is null. */
export function linePath(xs, ys, x, y) {
  let text = "";
  let pen = "M";
  for (let at = 0; at < xs.length; at += 1) {
    if (ys[at] === null) {
      pen = "M";
      continue;
    }
    text += `${pen}${x(xs[at]).toFixed(1)} ${y(ys[at]).toFixed(1)}`;
    pen = "L";
  }
  return text;
}

/** The path of a band between two lines. */
export function bandPath(xs, lows, highs, x, y) {
  const kept = xs.map((_, at) => at).filter((at) => lows[at] !== null && highs[at] !== null);
  if (kept.length < 2) return "";
  const upper = kept.map((at) => `${x(xs[at]).toFixed(1)} ${y(highs[at]).toFixed(1)}`);
  const lower = kept.reverse().map((at) => `${x(xs[at]).toFixed(1)} ${y(lows[at]).toFixed(1)}`);
  return `M${upper.join("L")}L${lower.join("L")}Z`;
}

/** The frame that all charts share: title, SVG, summary, and the table behind a disclosure. */
export function frame(host, { name, title, note = "", words }) {
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", class: "plot" });
  const table = element("table", { class: "twin" });
  const twin = element("details", { class: "twin-box" }, element("summary", {}, words.t("table")), table);
  const heading = element("h3", {}, title, note && element("span", { class: "note" }, note));
  host.append(element("figure", { class: "chart", "data-chart": name }, heading, picture, twin));
  return {
    picture,
    summarise: (text) => picture.setAttribute("aria-label", text),
    tabulate(head, rows) {
      table.replaceChildren(
        element("thead", {}, element("tr", {}, head.map((cell) => element("th", { scope: "col" }, cell)))),
        element("tbody", {}, rows.map(([first, ...rest]) => element("tr", {}, element("th", { scope: "row" }, first), rest.map((cell) => element("td", {}, cell))))),
      );
    },
  };
}

/** Axes of a plot: lines, ticks and units. `x`, `y` are scales. */
export function axes(x, y, { xs, ys, xLabel, formatX = String, formatY = String }) {
  const parts = [];
  for (const value of ys) {
    parts.push(svg("line", { x1: MARGIN.left, x2: WIDTH - MARGIN.right, y1: y(value), y2: y(value), class: value === 0 ? "zero" : "grid" }));
    parts.push(svg("text", { x: MARGIN.left - 6, y: y(value) + 4, class: "tick", "text-anchor": "end" }, formatY(value)));
  }
  for (const value of xs) parts.push(svg("text", { x: x(value), y: HEIGHT - 12, class: "tick", "text-anchor": "middle" }, formatX(value)));
  parts.push(svg("text", { x: WIDTH - MARGIN.right, y: HEIGHT - 1, class: "tick", "text-anchor": "end" }, xLabel));
  return svg("g", { "aria-hidden": "true" }, parts);
}

/** The place of a plot's content. */
export const PLOT = { left: MARGIN.left, right: WIDTH - MARGIN.right, top: MARGIN.top, bottom: HEIGHT - MARGIN.bottom };

/**
 * Lines over time with bands. update({months, lines: [{name, mean, low, high}]}) draws them anew.
 * `unit` is that of the values; `words` is app.words.
 */
export function lineChart(host, { name, title, note, unit, words }) {
  const { picture, summarise, tabulate } = frame(host, { name, title, note, words });
  return {
    update({ months, lines }) {
      const values = lines.flatMap(({ mean, low, high }) => [...mean, ...low, ...high]).filter((value) => value !== null);
      const low = Math.min(0, ...values);
      const high = Math.max(...values, low + 1e-9);
      const x = scale([0, months.at(-1)], [PLOT.left, PLOT.right]);
      const y = scale([low, high], [PLOT.bottom, PLOT.top]);
      const form = words.style({ mean: Math.max(Math.abs(low), Math.abs(high)) }, unit);
      const grid = axes(x, y, {
        xs: ticks(0, months.at(-1), 6), ys: ticks(low, high, 5), xLabel: words.t("month"), formatY: (value) => words.full(value, form),
      });
      picture.replaceChildren(grid, ...lines.flatMap((line) => drawn(line, months, x, y)));
      summarise(`${title}. ${lines.map((line) => `${line.name}: ${words.number({ mean: line.mean.at(-1) }, unit)}`).join(", ")}`);
      const rows = quarters(months).map((at) => [String(Math.round(months[at])), ...lines.map((line) => words.number({ mean: line.mean[at], low: line.low[at], high: line.high[at] }, unit))]);
      tabulate([words.t("month"), ...lines.map((line) => line.name)], rows);
    },
  };
}

function drawn({ name, mean, low, high }, months, x, y) {
  const kind = name.toLowerCase();
  const last = mean.findLastIndex((value) => value !== null);
  return [
    svg("path", { d: bandPath(months, low, high, x, y), class: `band ${kind}` }),
    svg("path", { d: linePath(months, mean, x, y), class: `line ${kind}` }),
    last >= 0 && svg("text", { x: PLOT.right + 6, y: y(mean[last]) + 4, class: `end ${kind}` }, name),
  ].filter(Boolean);
}

function quarters(months) {
  return months.map((_, at) => at).filter((at) => (at + 1) % 13 === 0);
}
