// The Explore tab: controls on the left, curves on the right, what happened in words below them.

import { connect } from "./api.js";
import { lineChart } from "./charts.js";
import { element } from "./dom.js";
import { changed } from "./state.js";

const CURVES = [
  ["value_cumulative", "USD", "total_value"],
  ["customers", "customers", "customers"],
];
let connection = null;
let hear = () => {};

/** Show the tab in `root`. */
export function mount(root, app) {
  const side = element("section", { class: "controls" });
  const stage = element("section", { class: "stage" });
  root.append(element("div", { class: "explore" }, side, stage));
  const charts = CURVES.map(([name, unit]) => [name, lineChart(stage, { name, title: name, unit, words: app.words })]);
  app.get("/api/controls").then(({ groups }) => drawControls(side, app, groups)).catch(app.fail);

  hear = ({ bundle, error, planned }) => {
    if (error) return app.fail({ detail: error });
    const months = Array.from({ length: bundle.weeks }, (_, week) => ((week + 1) * 12) / 52);
    for (const [name, chart] of charts) {
      chart.update({ months, lines: Object.entries(bundle.arms).map(([arm, { series }]) => ({ name: arm, ...series[name] })) });
    }
    app.caption({ seed: bundle.seed, done: bundle.replications, planned, version: bundle.tasuki, hash: Object.values(bundle.arms).map((arm) => arm.hash.slice(0, 8)).join(" / ") });
    root.dataset.replications = bundle.replications;
  };
  connection ??= connect("live", { answer: (content) => hear(content), standing: () => {} });
  ask(app.state.value);
  return { update: ask, unmount() { hear = () => {}; } };
}

function ask({ arms, seed, replications }) {
  connection.send({ arms, seed, replications });
}

function drawControls(side, app, groups) {
  for (const { words, controls } of groups) {
    side.append(element("h2", {}, words[app.words.lang]));
    for (const control of controls.filter((one) => one.kind === "number" || one.kind === "whole")) side.append(slider(app, control));
  }
}

function slider(app, { key, words, from, to, step, default: usual }) {
  const arms = app.state.value.arms;
  const input = element("input", { type: "range", min: from, max: to, step, value: arms[1].changes[key] ?? usual, "aria-label": words[app.words.lang], "data-key": key });
  input.addEventListener("input", () => {
    const { arms: now } = app.state.value;
    app.state.set({ arms: [now[0], changed(now[1], key, Number(input.value))] }, { merge: key });
  });
  return element("label", { class: "control" }, words[app.words.lang], input);
}
