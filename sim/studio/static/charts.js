// The few kinds of charts that the page needs, drawn in SVG: lines with bands, steps, and rows with intervals.
//
// A is grey and dashed (and hollow), B blue and solid; lines are labelled at their end, so that no chart needs its
// colours. Every chart has a summary for screen readers and a table twin, which is filled in when it is opened.

import { element, svg } from "./dom.js";

const WIDTH = 330;
const HEIGHT = 186;
const LETTER = 7; // width of a letter of a value
const MARGIN = { top: 14, right: 22, bottom: 32, left: 70 };

/** The place of a plot's content within its viewBox. */
export const PLOT = { left: MARGIN.left, right: WIDTH - MARGIN.right, top: MARGIN.top, bottom: HEIGHT - MARGIN.bottom };

/** Round values that span low to high, at most about `count` of them. */
export function ticks(low, high, count = 5) {
  const span = high - low || Math.abs(high) || 1;
  const power = 10 ** Math.floor(Math.log10(span / count));
  const step = [1, 2, 5, 10].map((by) => by * power).find((by) => span / by <= count) ?? 10 * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step);
}

/** A scale from values to places. */
export function scale([low, high], [from, to]) {
  const by = (to - from) / (high - low || 1);
  const place = (value) => from + (value - low) * by;
  place.invert = (at) => low + (at - from) / (by || 1);
  return place;
}

/** The path of a line; a gap where a value is null. */
export function linePath(xs, ys, x, y) {
  let text = "";
  let pen = "M";
  for (let at = 0; at < xs.length; at += 1) {
    if (ys[at] === null) {
      pen = "M";
    } else {
      text += `${pen}${x(xs[at]).toFixed(1)} ${y(ys[at]).toFixed(1)}`;
      pen = "L";
    }
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

/** What all charts share: title, picture, a line that reads values off, and the table behind a disclosure. */
export function frame(host, { name, title, note, words }) {
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", class: "plot", "aria-label": title });
  const readout = element("p", { class: "readout", "aria-hidden": "true" }, note ?? "");
  const table = element("table", { class: "twin" });
  const twin = element("details", { class: "twin-box" }, element("summary", {}, words.t("table")), element("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": title }, table));
  let rows = null;
  twin.addEventListener("toggle", fill);
  function fill() {
    if (!twin.open || !rows) return;
    const [head, ...body] = rows();
    const cells = ([first, ...rest]) => element("tr", {}, element("th", { scope: "row" }, first), rest.map((cell) => element("td", {}, cell)));
    table.replaceChildren(
      element("thead", {}, element("tr", {}, head.map((cell) => element("th", { scope: "col" }, cell)))),
      element("tbody", {}, body.map(cells)),
    );
  }
  host.append(element("figure", { class: "chart", "data-chart": name, id: `chart-${name}`, tabindex: -1 }, element("figcaption", {}, title), readout, picture, twin));
  return {
    picture,
    read: (text) => { readout.textContent = text || note || ""; },
    summarise: (text) => picture.setAttribute("aria-label", text),
    /** `made` gives the table's rows, the head first, when somebody looks. */
    tabulate(made) {
      rows = made;
      fill();
    },
  };
}

/** Grid, ticks and the label of the horizontal axis. `x`, `y` are scales; without `ys` only the horizontal axis. */
export function axes(x, y, { xs, ys = [], xLabel = "", formatX = String, formatY = String }) {
  const parts = [];
  for (const value of ys) {
    parts.push(svg("line", { x1: PLOT.left, x2: PLOT.right, y1: y(value), y2: y(value), class: value === 0 ? "zero" : "grid" }));
    parts.push(svg("text", { x: PLOT.left - 6, y: y(value) + 4, class: "tick", "text-anchor": "end" }, formatY(value)));
  }
  for (const value of xs) parts.push(svg("text", { x: x(value), y: PLOT.bottom + 14, class: "tick", "text-anchor": "middle" }, formatX(value)));
  parts.push(svg("text", { x: (PLOT.left + PLOT.right) / 2, y: HEIGHT - 4, class: "tick", "text-anchor": "middle" }, xLabel));
  return svg("g", { "aria-hidden": "true" }, parts);
}

/**
 * Lines with bands. update({xs, lines: [{name: "A", mean, low, high}], marks: [{x, text}]}).
 *
 * unit, xUnit: of the values; xLabel: words of the axis; steps: values hold from one x to the next (one value fewer
 * than xs); zero: whether the axis begins at zero at the latest.
 */
export function lineChart(host, { unit, xUnit = "", xLabel, words, steps = false, zero = true, ...told }) {
  const { picture, summarise, tabulate, read } = frame(host, { words, ...told });
  let shown = null;
  const cursor = svg("line", { class: "cursor", y1: PLOT.top, y2: PLOT.bottom });
  picture.addEventListener("pointermove", follow);
  picture.addEventListener("pointerleave", () => { cursor.remove(); read(""); });

  function follow(event) {
    if (!shown) return;
    const box = picture.getBoundingClientRect();
    const wanted = shown.x.invert(((event.clientX - box.left) / box.width) * WIDTH);
    const { xs } = shown;
    const at = Math.max(0, Math.min(xs.length - 1, xs.findIndex((value) => value >= wanted)));
    cursor.setAttribute("x1", shown.x(xs[at]));
    cursor.setAttribute("x2", shown.x(xs[at]));
    picture.append(cursor);
    read(`${xLabel} ${words.plain(xs[at], xUnit)}: ${shown.lines.map((line) => `${line.name} ${value(line, at)}`).join(" · ")}`);
  }
  function value(line, at) {
    const one = { mean: line.mean[at] ?? null, low: line.low?.[at] ?? null, high: line.high?.[at] ?? null };
    const spread = one.low !== null && one.low !== one.high;
    return words.number(one, unit) + (spread ? ` ${words.interval(one, unit)}` : "");
  }
  return {
    picture,
    update({ xs, lines, marks = [] }) {
      const values = lines.flatMap((line) => [...line.mean, ...(line.low ?? []), ...(line.high ?? [])]).filter((one) => one !== null);
      const low = Math.min(...(zero ? [0] : []), ...values);
      const high = Math.max(...(zero ? [0] : []), ...values, low + 1e-9);
      const x = scale([xs[0], xs.at(-1)], [PLOT.left, PLOT.right]);
      const y = scale([low, high], [PLOT.bottom, PLOT.top]);
      shown = { xs, lines, x };
      const form = words.style({ mean: Math.max(Math.abs(low), Math.abs(high)) }, unit);
      const atY = ticks(low, high, 5);
      const coarse = { ...form, decimals: decimalsOf(atY, form.divisor) };
      picture.replaceChildren(
        axes(x, y, { xs: ticks(xs[0], xs.at(-1), 6), ys: atY, xLabel, formatX: (one) => words.plain(one, xUnit), formatY: (one) => words.full(one, coarse) }),
        ...marks.flatMap((mark) => marked(mark, x)),
        ...lines.flatMap((line) => drawn(line, steps ? stairs(xs, line) : { xs, ...line }, x, y)),
      );
      separate(picture.querySelectorAll(".end"));
      summarise(`${told.title}. ${lines.map((line) => `${line.name}: ${value(line, line.mean.length - 1)}`).join("; ")}`);
      tabulate(() => [[xLabel, ...lines.map((line) => line.name)], ...sampled(xs, lines[0].mean.length).map((at) => [words.plain(xs[at], xUnit), ...lines.map((line) => value(line, at))])]);
    },
  };
}

/** As many decimals as tell the ticks apart. */
function decimalsOf(values, divisor) {
  const step = Math.abs((values[1] ?? 1) - (values[0] ?? 0)) / divisor;
  return Math.max(0, Math.min(3, Math.ceil(-Math.log10(step) - 1e-9)));
}

/** Labels of line ends that would overlap move apart. */
function separate(labels) {
  const found = [...labels].map((node) => ({ node, y: Number(node.getAttribute("y")) })).sort((one, other) => one.y - other.y);
  for (let at = 1; at < found.length; at += 1) {
    found[at].y = Math.max(found[at].y, found[at - 1].y + 14);
    found[at].node.setAttribute("y", found[at].y);
  }
}

function stairs(xs, { mean }) {
  return { xs: mean.flatMap((_, at) => [xs[at], xs[at + 1]]), mean: mean.flatMap((one) => [one, one]) };
}

function drawn({ name, label = name, kind = name.toLowerCase() }, { xs, mean, low, high }, x, y) {
  const last = mean.findLastIndex((value) => value !== null);
  return [
    low && svg("path", { d: bandPath(xs, low, high, x, y), class: `band ${kind}` }),
    svg("path", { d: linePath(xs, mean, x, y), class: `line ${kind}` }),
    last >= 0 && svg("text", { x: x(xs[last]) + 5, y: y(mean[last]) + 5, class: `end ${kind}`, "aria-hidden": "true" }, label),
  ].filter(Boolean);
}

function marked({ x: at, text }, x) {
  return [
    svg("line", { x1: x(at), x2: x(at), y1: PLOT.top, y2: PLOT.bottom, class: "mark" }),
    svg("text", { x: x(at) - 4, y: PLOT.top - 3, class: "tick", "text-anchor": x(at) > (PLOT.left + PLOT.right) / 2 ? "end" : "start" }, text),
  ];
}

function sampled(xs, count) {
  const step = count > 60 ? 13 : 1;
  return xs.map((_, at) => at).filter((at) => at < count && (at + 1) % step === 0);
}

/**
 * Rows, each with a value and its interval for A and for B. update({rows: [{label, values: {A: estimate, B: …}}]}).
 *
 * unit: of all values, or of each row (row.unit); target: a value that a line marks, with targetText; bars: from zero.
 * A row with its own unit has its own scale.
 */
export function rowChart(host, { unit, words, target = null, targetText = "", xLabel = "", ...told }) {
  const { picture, summarise, tabulate } = frame(host, { words, ...told });
  const text = (estimate, row) => `${words.number(estimate, row.unit ?? unit)} ${words.interval(estimate, row.unit ?? unit)}`.trim();
  const names = (rows) => Object.keys(rows[0].values);
  return {
    picture,
    update({ rows }) {
      const ends = rows.flatMap((row) => Object.values(row.values)).flatMap((one) => (one?.mean == null ? [] : [one.mean, one.high ?? one.mean, one.low ?? one.mean]));
      const high = Math.max(...ends, target ?? 0, 1e-9) * 1.04;
      const low = Math.min(0, ...ends);
      const left = 108;
      const x = scale([low, high], [left, WIDTH - 66]);
      const band = (PLOT.bottom - PLOT.top) / rows.length;
      picture.replaceChildren(
        axes(x, null, { xs: ticks(low, high, 5), xLabel, formatX: (one) => words.plain(one, unit) }),
        svg("line", { x1: x(0), x2: x(0), y1: PLOT.top, y2: PLOT.bottom, class: "zero" }),
        ...(target === null ? [] : [svg("text", { x: x(target), y: PLOT.top - 3, class: "tick", "text-anchor": "middle" }, targetText)]),
        ...rows.flatMap((row, at) => bars(row, PLOT.top + at * band, band, x)),
        ...(target === null ? [] : [svg("line", { x1: x(target), x2: x(target), y1: PLOT.top - 4, y2: PLOT.bottom, class: "target" })]),
        ...rows.flatMap((row, at) => labels(row, PLOT.top + at * band, band, x, { left, target }, (one) => words.number(one, row.unit ?? unit))),
      );
      summarise(`${told.title}. ${rows.map((row) => `${row.label}: ${names(rows).map((name) => `${name} ${text(row.values[name], row)}`).join(", ")}`).join("; ")}`);
      tabulate(() => [[told.title, ...names(rows)], ...rows.map((row) => [row.label, ...names(rows).map((name) => text(row.values[name], row))])]);
    },
  };
}

/** Of a row, A's and B's value with the height at which its bar lies. */
function placed({ values }, top, band) {
  const thick = Math.min(12, band / 2 - 2);
  return Object.entries(values).map(([name, one], at) => ({ name, one, kind: name.toLowerCase(), thick, y: top + band / 2 + (at - 0.5) * (thick + 2) })).filter(({ one }) => one?.mean != null);
}

function bars(row, top, band, x) {
  return placed(row, top, band).flatMap(({ one, kind, thick, y }) => [
    svg("rect", { x: Math.min(x(0), x(one.mean)), width: Math.abs(x(one.mean) - x(0)), y: y - thick / 2, height: thick, class: `bar ${kind}` }),
    ...(one.low != null && one.high != null ? [svg("line", { x1: x(one.low), x2: x(one.high), y1: y, y2: y, class: `whisker ${kind}` })] : []),
  ]);
}

/** The row's name and its values, each behind its bar, or behind the target's line where that would cross it out. */
function labels(row, top, band, x, { left, target }, text) {
  const values = placed(row, top, band).map(({ name, one, kind, y }) => {
    const shown = `${name} ${text(one)}`;
    const after = x(Math.max(one.high ?? one.mean, one.mean, 0)) + 5;
    const crossed = target !== null && after < x(target) + 5 && after + LETTER * shown.length > x(target);
    return svg("text", { x: crossed ? x(target) + 5 : after, y: y + 4, class: `value ${kind}` }, shown);
  });
  return [svg("text", { x: left - 8, y: top + band / 2 + 4, class: "tick label", "text-anchor": "end" }, row.label), ...values];
}
