// The Explore tab: two companies side by side. A control moves, a first replicate answers at once, more fill in.

import { connect } from "./api.js";
import { openAssumptions } from "./assumptions.js";
import { drawCompanies, trouble } from "./companies.js";
import { drawControls } from "./controls.js";
import { element } from "./dom.js";
import { drawFigures } from "./figures.js";
import { drawStrictness } from "./strictness.js";
import { WORDS } from "./words.js";
import { drawFindings, drawMeasures, drawTiles } from "./story.js";

const MOVING = ["arms", "seed", "replications"]; // of the state, what a new simulation depends on
let main = null; // connections outlive the tab, so that coming back to it is quick
let side = null;
let hear = null;
let hearSide = null;

/** Show the tab in `root`. */
export function mount(root, app) {
  const page = { app, root, before: null, bundle: null, ...layout(root, app) };
  main ??= connect("live", { answer: (content) => hear?.(content), standing: app.standing });
  side ??= connect("live", { answer: (content) => hearSide?.(content), standing: () => {} });
  page.refresh = [drawCompanies(page.companies, app)];
  app.get("/api/controls").then((offered) => fill(page, offered)).catch(app.fail);
  return {
    update: (value, before) => update(page, value, before),
    unmount() {
      hear = null;
      hearSide = null;
    },
  };
}

function layout(root, app) {
  const { t } = app.words;
  const parts = {
    companies: element("div", { class: "companies" }),
    controls: element("div", { class: "groups" }),
    tiles: element("div", { class: "tiles", role: "group", "aria-label": t("tiles") }),
    problem: element("div", { role: "alert" }),
    charts: element("div", { class: "charts", role: "group", "aria-label": t("charts") }),
    measures: element("div", {}),
    findings: element("div", { class: "told" }),
    status: element("p", { class: "hint", "aria-hidden": "true" }),
  };
  const assumptions = element("button", { id: "assumptions", onclick: () => openAssumptions(app).catch(app.fail) }, t("assumptions"));
  root.append(element("div", { class: "explore" },
    element("section", { class: "panel controls", "aria-label": t("incentives") }, parts.companies, parts.controls, assumptions),
    element("section", { class: "panel stage" }, parts.problem, parts.tiles, parts.charts, parts.measures),
    element("section", { class: "panel story", "aria-label": t("story") }, element("h2", {}, t("story")), kinds(app), parts.status, parts.findings, element("p", { class: "caution" }, t("caution"))),
  ));
  return parts;
}

/** Whether the story is about B against A, or about the last move. */
function kinds(app) {
  const now = told(app.state.value);
  const radio = (name) => element("label", {}, element("input", { type: "radio", name: "story", value: name, checked: now === name, onchange: () => app.state.set({ view: { ...app.state.value.view, "explore.story": name } }) }), app.words.t(`story_${name}`));
  return element("fieldset", { class: "kinds" }, element("legend", { class: "visually-hidden" }, app.words.t("story")), radio("arms"), radio("move"));
}

const told = (value) => (value.view["explore.story"] === "move" ? "move" : "arms");

function fill(page, { groups, metrics }) {
  const { app } = page;
  page.refresh.push(drawControls(page.controls, app, groups));
  page.draw = [drawTiles(page.tiles, app, metrics), drawFigures(page.charts, app.words), drawMeasures(page.measures, app, metrics)];
  page.refresh.push(drawStrictness(page.charts, app));
  page.refresh.forEach((one) => one());
  hear = (content) => answered(page, content);
  hearSide = (content) => answeredMove(page, content);
  ask(page);
}

function update(page, value, before) {
  if (!page.draw) return;
  page.refresh.forEach((one) => one());
  if (MOVING.some((name) => value[name] !== before[name])) {
    page.before = lastMoved(page, value, before);
    ask(page);
  } else {
    tell(page);
  }
}

/** The company as it was before the control that is moving began to move, and the arm it is in. */
function lastMoved(page, value, before) {
  const at = [1, 0].find((one) => value.arms[one] !== before.arms[one]);
  if (at === undefined) return null;
  const start = page.app.state.lastStep?.arms ?? before.arms;
  return { at, company: start[at] };
}

function ask(page) {
  const { arms, seed, replications } = page.app.state.value;
  page.root.dataset.asked = performance.now();
  page.root.dataset.replications = 0;
  main.send({ arms, seed, replications });
}

function answered(page, { bundle, error, planned }) {
  const { app, root } = page;
  page.problem.replaceChildren(...(error ? [trouble(app, error)] : []));
  page.charts.classList.toggle("stale", Boolean(error));
  if (error) return;
  page.bundle = bundle;
  page.planned = planned;
  for (const draw of page.draw) draw(bundle);
  const arms = Object.values(bundle.arms);
  app.caption({ seed: bundle.seed, done: bundle.replications, planned, version: bundle.tasuki, hash: arms.map((arm) => arm.hash.slice(0, 10)).join(" / ") });
  root.dataset.replications = bundle.replications;
  root.dataset.drawn = performance.now();
  tell(page);
}

/** The story of the bundle that is there. */
function tell(page) {
  const { app, bundle, planned } = page;
  const { t } = app.words;
  if (!bundle) return;
  page.status.textContent = t("computing", { done: bundle.replications, planned });
  if (told(app.state.value) === "arms") {
    if (bundle.findings.length || bundle.replications > 1) drawFindings(page.findings, app, bundle.findings, t("story_clear"));
    else if (!page.findings.childElementCount) page.findings.replaceChildren(element("p", { class: "hint" }, t("story_wait")));
  } else if (!page.before) {
    drawFindings(page.findings, app, [], t("story_none"));
  } else if (bundle.replications === planned) {
    askMove(page);
  }
}

/** The last move against what was before it: the same replicates, which the server remembers. */
function askMove(page) {
  const { seed, replications, arms } = page.app.state.value;
  const { at, company } = page.before;
  const named = ({ preset, changes }, key) => ({ preset, changes: { ...changes, "title.en": WORDS[key].en, "title.ja": WORDS[key].ja } });
  side.send({ arms: [named(company, "before_move"), named(arms[at], "after_move")], seed, replications });
}

function answeredMove(page, { bundle, error, planned }) {
  if (error || told(page.app.state.value) !== "move" || bundle.replications < planned) return;
  const same = bundle.arms.A.hash === bundle.arms.B.hash;
  drawFindings(page.findings, page.app, same ? [] : bundle.findings, page.app.words.t(same ? "story_same" : "story_clear"));
}
