// Which charts Explore shows, each a function from the bundle to what its chart draws.

import { lineChart, rowChart } from "./charts.js";
import { DEPARTMENTS } from "./contracts.js";

const FUNNEL = ["leads", "mqls", "meetings", "orders", "onboarded", "churned"];
const WEEKS_PER_YEAR = 52;
const MONTHS_PER_WEEK = 12 / WEEKS_PER_YEAR;
const sum = (values) => values.reduce((total, value) => total + (value ?? 0), 0);

const arms = (bundle) => Object.entries(bundle.arms);
const months = (bundle) => Array.from({ length: bundle.weeks }, (_, week) => (week + 1) * MONTHS_PER_WEEK);
const lines = (bundle, series) => arms(bundle).map(([name, arm]) => ({ name, ...band(bundle, arm.series[series]) }));
const byArm = (bundle, of) => Object.fromEntries(arms(bundle).map(([name, arm]) => [name, of(arm)]));

/** A band, or the line alone where one replicate has none. */
function band(bundle, { mean, low, high }) {
  return bundle.replications > 1 ? { mean, low, high } : { mean };
}

function weekly(series) {
  return (bundle) => ({ xs: months(bundle), lines: lines(bundle, series) });
}

function value(bundle, words) {
  const found = bundle.crossover.B;
  const marks = found?.month && bundle.replications > 1 ? [{ x: found.month, text: words.t("crossing", found) }] : [];
  return { ...weekly("value_cumulative")(bundle), marks };
}

function gap(bundle) {
  const found = bundle.difference_series.B?.value_cumulative;
  return { xs: months(bundle), lines: found ? [{ name: "B − A", label: "", kind: "b", ...band(bundle, found) }] : [] };
}

function everyone(bundle, words) {
  const mean = ({ mean: values }) => ({ mean: sum(values) / values.length, low: null, high: null });
  return { rows: DEPARTMENTS.map((name) => ({ label: words.t(name), values: byArm(bundle, (arm) => mean(arm.series[`attainment_${name}`])) })) };
}

function flow(bundle, words) {
  const total = ({ mean }) => ({ mean: sum(mean), low: null, high: null });
  return { rows: FUNNEL.map((name) => ({ label: words.t(name), values: byArm(bundle, (arm) => total(arm.series[name])) })) };
}

function fit(bundle) {
  return { xs: arms(bundle)[0][1].fit.edges, lines: arms(bundle).map(([name, arm]) => ({ name, mean: arm.fit.won })) };
}

function cohorts(bundle) {
  const survival = (arm) => arm.cohorts.all.survival;
  const weeks = Math.max(bundle.weeks - WEEKS_PER_YEAR, 1); // longer ago, less than a whole year of wins was observed
  const xs = Array.from({ length: weeks + 1 }, (_, week) => week * MONTHS_PER_WEEK);
  return { xs, lines: arms(bundle).map(([name, arm]) => ({ name, mean: survival(arm).slice(0, weeks + 1) })) };
}

function load(bundle, words) {
  return { rows: DEPARTMENTS.map((name) => ({ label: words.t(name), values: byArm(bundle, (arm) => arm.metrics[`utilisation_${name}`]) })) };
}

function ltv(bundle) {
  const shown = (arm) => arm.ltv.percentiles.slice(0, 100);
  return { xs: Array.from({ length: 100 }, (_, at) => at), lines: arms(bundle).map(([name, arm]) => ({ name, mean: shown(arm) })) };
}

// Name (also that of the report's figure, where findings point to), kind, options, data.
const CHARTS = [
  ["value", lineChart, { unit: "USD", xLabel: "month", note: "note_band" }, value],
  ["everyone", rowChart, { unit: "share", note: "note_everyone", target: 1, targetText: "goal" }, everyone],
  ["gap", lineChart, { unit: "USD", xLabel: "month", note: "note_gap" }, gap],
  ["flow", rowChart, { unit: "", note: "note_flow" }, flow],
  ["fit", lineChart, { unit: "", xLabel: "fit_axis", note: "note_fit", steps: true }, fit],
  ["cohorts", lineChart, { unit: "share", xLabel: "since_win", note: "note_cohorts" }, cohorts],
  ["customers", lineChart, { unit: "", xLabel: "month", note: "note_band" }, weekly("customers")],
  ["load", rowChart, { unit: "share", note: "note_load", target: 1, targetText: "full_use" }, load],
  ["cash", lineChart, { unit: "USD", xLabel: "month", note: "note_band" }, weekly("cash_balance")],
  ["ltv", lineChart, { unit: "USD", xLabel: "ltv_axis", note: "note_ltv" }, ltv],
  ["talk", lineChart, { unit: "", xLabel: "month", note: "note_talk", zero: false }, weekly("reputation")],
  ["advocates", lineChart, { unit: "", xLabel: "month", note: "note_band" }, weekly("stage_advocate")],
];

/**
 * Draws charts, all or some, into `host`; hands back a function that brings them up to date with a bundle. Of one that
 * is `followed` by others, the charts in sight are drawn at once, and the others when the frame that shows those is out.
 */
export function drawFigures(host, words, chosen = CHARTS.map(([name]) => name)) {
  const charts = CHARTS.filter(([name]) => chosen.includes(name)).map(([name, kind, options, data]) => {
    const texts = ["xLabel", "note", "targetText"].filter((key) => options[key]).map((key) => [key, words.t(options[key])]);
    return { data, chart: kind(host, { ...options, ...Object.fromEntries(texts), name, title: words.t(`fig_${name}`), words }) };
  });
  const away = outOfSight(charts.map(({ chart }) => chart.picture));
  let rest = [];
  return (bundle, followed = false) => {
    const draw = ({ chart, data }) => chart.update(data(bundle, words));
    const later = followed ? charts.filter(({ chart }) => away.has(chart.picture)) : [];
    charts.filter((one) => !later.includes(one)).forEach(draw);
    rest = later; // what was to be drawn of an earlier bundle no longer is
    requestAnimationFrame(() => requestAnimationFrame(() => rest === later && later.forEach(draw)));
  };
}

/** Those of some nodes that are not seen, as it changes. */
function outOfSight(nodes) {
  const away = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) away[isIntersecting ? "delete" : "add"](target);
  });
  for (const node of nodes) observer.observe(node);
  return away;
}
