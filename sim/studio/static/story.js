// In words: headline numbers with their paired difference, what happened, and every measure in a table.

import { element } from "./dom.js";

const TILES = ["total_value", "ltv_per_customer", "customers_end", "nrr_12m", "unfit_share_won"];

/** What a paired difference says, in a word: by its interval and by which direction is better. */
export function verdict(words, gap, better) {
  if (!gap || gap.mean === null || gap.low === null) return ["", ""];
  if (gap.low * gap.high <= 0) return ["unclear", words.t("no_clear")];
  if (better === "neither") return ["differs", words.t("differs")];
  const good = gap.mean > 0 === (better === "higher");
  return good ? ["better", words.t("better")] : ["worse", words.t("worse")];
}

const gapUnit = (unit) => (unit === "share" ? "points" : unit);

/** Tiles of some metrics in `host`; the function handed back brings them up to date. */
export function drawTiles(host, app, metrics, names = TILES, label = app.words.t) {
  const { t } = app.words;
  const tiles = names.map((name) => {
    const parts = { A: element("dd", {}), B: element("dd", {}), gap: element("dd", {}), interval: element("dd", { class: "interval" }), word: element("dd", { class: "verdict" }) };
    host.append(element("section", { class: "tile", "data-metric": name },
      element("h2", { title: metrics[name][app.words.lang] }, label(name)),
      element("dl", {},
        element("div", { class: "a" }, element("dt", {}, "A"), parts.A),
        element("div", { class: "b" }, element("dt", {}, "B"), parts.B),
        element("div", { class: "gap" }, element("dt", { class: "visually-hidden" }, t("difference")), parts.gap, parts.interval, parts.word))));
    return { name, parts };
  });
  return (bundle) => {
    for (const { name, parts } of tiles) {
      const { unit, better } = metrics[name];
      parts.A.textContent = app.words.number(bundle.arms.A.metrics[name], unit);
      parts.B.textContent = app.words.number(bundle.arms.B.metrics[name], unit);
      const gap = bundle.differences.B[name];
      parts.gap.textContent = app.words.number(gap, gapUnit(unit), { signed: true });
      parts.interval.textContent = app.words.interval(gap, gapUnit(unit));
      const [kind, word] = verdict(app.words, gap, better);
      parts.word.textContent = word || t(bundle.replications > 1 ? "not_defined" : "no_interval");
      parts.word.className = `verdict ${kind}`;
    }
  };
}

/** The first headline number in a sentence, for who does not see the tiles. */
export function inOneSentence(app, { arms, differences, replications }, metrics, name = TILES[0], label = app.words.t) {
  const { t, number, interval } = app.words;
  const { unit, better } = metrics[name];
  const gap = differences.B[name];
  const difference = `${number(gap, gapUnit(unit), { signed: true })} ${interval(gap, gapUnit(unit))}`.trim();
  const [, word] = verdict(app.words, gap, better);
  return t("announced", { measure: label(name), a: number(arms.A.metrics[name], unit), b: number(arms.B.metrics[name], unit), difference, word: word || t("not_defined"), replications });
}

/** Findings as a list, each with a way to its chart. */
export function drawFindings(host, app, findings, otherwise) {
  const { t, lang } = app.words;
  const told = findings.map((finding) => {
    const chart = document.getElementById(`chart-${finding.figure}`);
    const go = chart && element("button", { class: "quiet", onclick: () => show(chart) }, t("see_chart"));
    return element("li", { "data-finding": finding.id }, finding[lang], " ", go);
  });
  const focused = host.contains(document.activeElement) ? document.activeElement.closest("li")?.dataset.finding : null;
  host.replaceChildren(told.length ? element("ul", { class: "findings" }, told) : element("p", { class: "hint" }, otherwise));
  if (focused) host.querySelector(`[data-finding="${CSS.escape(focused)}"] button`)?.focus({ preventScroll: true });
}

function show(chart) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  chart.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  chart.focus({ preventScroll: true });
}

/** Every measure with both arms and the difference, made when it is opened. */
export function drawMeasures(host, app, metrics) {
  const { t, lang } = app.words;
  const body = element("tbody");
  const head = ["measure", "A", "B", "difference", "verdict"].map((name) => element("th", { scope: "col" }, name.length > 1 ? t(name) : name));
  const box = element("details", { class: "measures" }, element("summary", {}, t("measures")),
    element("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": t("measures") }, element("table", {}, element("thead", {}, element("tr", {}, head)), body)));
  let latest = null;
  box.addEventListener("toggle", fill);
  host.append(box);

  function fill() {
    if (!box.open || !latest) return;
    const whole = (estimate, unit, options) => `${app.words.number(estimate, unit, options)} ${app.words.interval(estimate, unit)}`;
    body.replaceChildren(...Object.entries(metrics).map(([name, { unit, better, ...words }]) => {
      const gap = latest.differences.B[name];
      const [kind, word] = verdict(app.words, gap, better);
      return element("tr", {}, element("th", { scope: "row" }, words[lang]),
        ["A", "B"].map((arm) => element("td", {}, whole(latest.arms[arm].metrics[name], unit))),
        element("td", {}, whole(gap, gapUnit(unit), { signed: true })), element("td", { class: kind }, word));
    }));
  }
  return (bundle) => {
    latest = bundle;
    fill();
  };
}
