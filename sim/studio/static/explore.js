// The Explore tab: two companies side by side. A control moves, a first replicate answers at once, more fill in.

import { connect } from "./api.js";
import { openAssumptions } from "./assumptions.js";
import { drawCompanies, trouble } from "./companies.js";
import { drawControls } from "./controls.js";
import { element } from "./dom.js";
import { drawFigures } from "./figures.js";
import { drawStrictness } from "./strictness.js";
import { WORDS } from "./words.js";
import { drawFindings, drawMeasures, drawTiles, inOneSentence } from "./story.js";

const MOVING = ["arms", "seed", "replications"]; // of the state, what a new simulation depends on
const PATIENCE = 400; // milliseconds until what an earlier question answered is shown as that
let main = null; // connections outlive the tab, so that coming back to it is quick
let side = null;
let hear = null;
let hearSide = null;

/** Show the tab in `root`. */
export function mount(root, app) {
  const page = { app, root, before: null, bundle: null, asked: 0, waiting: {}, ...layout(root, app) };
  main ??= connect("live", { answer: (content, latest) => hear?.(content, latest), standing: app.standing });
  side ??= connect("live", { answer: (content, latest) => hearSide?.(content, latest), standing: () => {} });
  page.refresh = [drawCompanies(page.companies, app)];
  app.get("/api/controls").then((offered) => page.gone || fill(page, offered)).catch(app.fail);
  return {
    update: (value, before) => update(page, value, before),
    unmount() {
      page.gone = true;
      hear = null;
      hearSide = null;
      for (const timer of Object.values(page.waiting)) clearTimeout(timer);
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
    stage: element("div", {}),
    charts: element("div", { class: "charts", role: "group", "aria-label": t("charts") }),
    measures: element("div", {}),
    findings: element("div", { class: "told" }),
    status: element("p", { class: "hint", "aria-hidden": "true" }),
  };
  parts.stage.append(parts.tiles, parts.charts, parts.measures);
  const assumptions = element("button", { id: "assumptions", onclick: () => openAssumptions(app).catch(app.fail) }, t("assumptions"));
  root.append(element("div", { class: "explore" },
    element("section", { class: "panel controls", "aria-label": t("incentives") }, parts.companies, parts.controls, assumptions),
    element("section", { class: "panel stage" }, parts.problem, parts.stage),
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

function fill(page, offered) {
  const { app } = page;
  const { metrics, strictness } = offered;
  page.metrics = metrics;
  hear = (content, latest) => answered(page, content, latest);
  hearSide = (content, latest) => answeredMove(page, content, latest);
  page.draw = [drawTiles(page.tiles, app, metrics), drawFigures(page.charts, app.words), drawMeasures(page.measures, app, metrics)];
  page.refresh.push(drawControls(page.controls, app, offered), drawStrictness(page.charts, app, strictness));
  page.refresh.forEach((one) => one());
  ask(page);
}

function update(page, value, before) {
  if (!page.draw) return;
  if (MOVING.some((name) => value[name] !== before[name])) {
    page.before = lastMoved(page, value, before);
    ask(page); // first of all: it is simulated while the page is brought up to date
  } else {
    tell(page);
  }
  page.refresh.forEach((one) => one());
}

/** The company as it was before the control that is moving began to move, and the arm it is in; null unless it is one. */
function lastMoved(page, value, before) {
  const [at, ...others] = [0, 1].filter((one) => value.arms[one] !== before.arms[one]);
  if (at === undefined || others.length) return null;
  const start = page.app.state.lastStep?.arms ?? before.arms;
  return { at, company: start[at] };
}

function ask(page) {
  const { arms, seed, replications } = page.app.state.value;
  page.root.dataset.asked = performance.now();
  page.root.dataset.replications = 0;
  page.asked = main.send({ arms, seed, replications });
  page.bundle = null;
  page.status.textContent = page.app.words.t("computing", { done: 0, planned: replications });
  becomeStale(page, "stage");
  becomeStale(page, "findings");
}

/** A part still shows what was answered before: soon that is seen. */
function becomeStale(page, part) {
  page.waiting[part] ??= setTimeout(() => page[part].classList.add("stale"), PATIENCE);
}

function isFresh(page, part) {
  clearTimeout(page.waiting[part]);
  delete page.waiting[part];
  page[part].classList.remove("stale");
}

function answered(page, { bundle, error, planned }, latest) {
  if (error && latest) page.problem.replaceChildren(trouble(page.app, error));
  if (error) return;
  page.problem.replaceChildren();
  for (const draw of page.draw) draw(bundle, bundle.replications < planned);
  isFresh(page, "stage");
  page.root.dataset.drawn = performance.now();
  if (!latest) becomeStale(page, "stage"); // of a drag that goes on
  else current(page, bundle, planned);
}

/** The answer to what is asked now. */
function current(page, bundle, planned) {
  const { app, root } = page;
  Object.assign(page, { bundle, planned });
  const arms = Object.values(bundle.arms);
  app.caption({ seed: bundle.seed, done: bundle.replications, planned, version: bundle.tasuki, hash: arms.map((arm) => arm.hash.slice(0, 10)).join(" / ") });
  root.dataset.replications = bundle.replications;
  if (bundle.replications === planned) app.tell(inOneSentence(app, bundle, page.metrics));
  tell(page);
}

/** The story of the bundle that is there. */
function tell(page) {
  const { app, bundle, planned } = page;
  const { t } = app.words;
  if (!bundle) return;
  page.status.textContent = t("computing", { done: bundle.replications, planned });
  if (told(app.state.value) === "arms") {
    if (bundle.replications > 1) story(page, bundle.findings, "story_clear");
    else if (!page.findings.childElementCount) story(page, [], "story_wait");
  } else if (!page.before) {
    story(page, [], "story_none");
  } else {
    becomeStale(page, "findings"); // they may be those of B against A
    if (bundle.replications === planned) askMove(page);
  }
}

function story(page, findings, otherwise) {
  drawFindings(page.findings, page.app, findings, page.app.words.t(otherwise));
  isFresh(page, "findings");
}

/** The last move against what was before it: the same replicates, which the server remembers. */
function askMove(page) {
  const { seed, replications, arms } = page.app.state.value;
  const { at, company } = page.before;
  const named = ({ preset, changes }, key) => ({ preset, changes: { ...changes, "title.en": WORDS[key].en, "title.ja": WORDS[key].ja } });
  side.send({ arms: [named(company, "before_move"), named(arms[at], "after_move")], seed, replications });
  page.askedMove = page.asked;
}

function answeredMove(page, { bundle, error, planned }, latest) {
  if (!latest || page.askedMove !== page.asked || told(page.app.state.value) !== "move") return;
  if (error) {
    page.findings.replaceChildren(trouble(page.app, error));
    isFresh(page, "findings");
  } else if (bundle.replications === planned) {
    const same = bundle.arms.A.hash === bundle.arms.B.hash;
    story(page, same ? [] : bundle.findings, same ? "story_same" : "story_clear");
  }
}
