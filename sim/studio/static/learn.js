// The Learn tab: the notes' argument in ten steps (learn-story.js), each a live experiment with one control.

import { connect } from "./api.js";
import { trouble } from "./companies.js";
import { element, useStyles } from "./dom.js";
import { drawFigures } from "./figures.js";
import { STEPS } from "./learn-story.js";
import { drawFindings, drawTiles, inOneSentence, verdict } from "./story.js";
import { WORDS } from "./words.js";

const REPLICATIONS = 16;
const MOST_FINDINGS = 3;
let connection = null; // it outlives the tab
let hear = null;
let left = null; // where the visitor was when the tab was left, or its language changed

/** Show the tab in `root`. */
export function mount(root, app) {
  useStyles("watch.css");
  useStyles("learn.css");
  connection ??= connect("live", { answer: (content, latest) => hear?.(content, latest), standing: app.standing });
  const lesson = new Lesson(root, app);
  app.get("/api/controls").then(({ metrics }) => lesson.gone || lesson.begin(metrics)).catch(app.fail);
  return lesson;
}

class Lesson {
  constructor(root, app) {
    Object.assign(this, { root, app, words: app.words });
    this.list = element("nav", { class: "learn-steps", "aria-label": this.words.t("learn_steps") });
    this.page = element("article", { class: "learn-page" });
    root.append(element("div", { class: "learn" }, this.list, this.page));
  }

  begin(metrics) {
    this.metrics = metrics;
    hear = (content, latest) => this.answered(content, latest);
    this.drawSteps();
    this.show();
  }

  /** What a tab hands back. */
  update(value, before) {
    if (this.metrics && value.view["learn.step"] !== before.view["learn.step"]) {
      this.show();
      this.heading.focus();
    } else if (this.metrics && value.seed !== before.seed) this.ask();
  }

  unmount() {
    this.gone = true;
    hear = null;
    left = this.step && { step: this.step, value: this.value, guess: this.guess, open: this.open };
  }

  get at() {
    const found = STEPS.findIndex(({ name }) => name === this.app.state.value.view["learn.step"]);
    return Math.max(found, 0);
  }

  go(at) {
    this.app.state.set({ view: { ...this.app.state.value.view, "learn.step": STEPS[at].name } });
  }

  /** What a metric is called: in short, where there is a short word. */
  label(name) {
    if (name in WORDS) return this.words.t(name);
    const full = this.text(this.metrics[name]);
    return full[0].toUpperCase() + full.slice(1);
  }

  text(words) {
    return words[this.words.lang];
  }

  show() {
    this.step = STEPS[this.at];
    const before = left?.step === this.step ? left : { value: this.step.control.start, guess: null, open: false };
    left = null;
    Object.assign(this, before, { bundle: null });
    this.steps.forEach((step, at) => step.setAttribute("aria-current", at === this.at ? "step" : "false"));
    this.drawPage();
    this.since = this.ask();
  }

  drawSteps() {
    this.steps = STEPS.map(({ title }, at) => element("button", { onclick: () => this.go(at) }, element("b", {}, String(at + 1)), this.text(title)));
    this.list.replaceChildren(element("ol", {}, ...this.steps.map((step) => element("li", {}, step))));
  }

  drawPage() {
    const { t } = this.words;
    const { title, says, ask, chart, measures } = this.step;
    const parts = { tiles: element("div", { class: "tiles" }), charts: element("div", { class: "charts" }), findings: element("div", { class: "told" }), problem: element("div", { role: "alert" }), status: element("p", { class: "hint", "aria-hidden": "true" }), heading: element("h2", { tabindex: -1 }, this.text(title)), verdict: element("div", { role: "status" }), arms: element("p", { class: "learn-arms" }) };
    parts.shown = element("div", { tabindex: -1 }, parts.tiles, parts.charts, parts.findings, parts.status);
    parts.cover = element("div", { class: "learn-cover" }, element("p", {}, t("learn_cover")), element("button", { onclick: () => this.uncover() }, t("learn_reveal")));
    Object.assign(this, parts);
    this.page.replaceChildren(
      element("div", { class: "learn-text" },
        element("p", { class: "hint" }, t("learn_step", { at: this.at + 1, all: STEPS.length })), parts.heading,
        element("h3", {}, t("learn_notes")), element("p", {}, this.text(says)), element("h3", {}, t("learn_ask")), element("p", { class: "learn-ask" }, this.text(ask)),
        this.guessing(), element("h3", {}, t("learn_control")), this.control(), this.moves()),
      element("div", { class: "learn-result" }, parts.arms, parts.problem, parts.cover, parts.shown));
    this.draw = [drawTiles(parts.tiles, this.app, this.metrics, measures, (name) => this.label(name)), drawFigures(parts.charts, this.words, [chart])];
    this.drawGuess();
  }

  control() {
    const { control } = this.step;
    if (control.kind === "choice") {
      return element("div", { class: "learn-choice", role: "radiogroup", "aria-label": this.words.t("learn_control") }, ...control.options.map(({ value, words }) => element("label", {}, element("input", { type: "radio", name: "learn", value, checked: value === this.value, onchange: () => this.move(value) }), this.text(words))));
    }
    const shown = element("output", {}), tell = () => (shown.value = this.text(control.shown).replace("{value}", this.value.toLocaleString("en")));
    const input = element("input", { type: "range", min: control.from, max: control.to, step: control.step, value: this.value, oninput: () => { this.move(Number(input.value)); tell(); } });
    tell();
    return element("label", { class: "learn-slider" }, element("span", {}, this.text(control.words)), input, shown);
  }

  moves() {
    const { t } = this.words;
    return element("div", { class: "learn-moves" },
      element("button", { disabled: this.at === 0, onclick: () => this.go(this.at - 1) }, t("learn_back")),
      element("button", { class: "primary", disabled: this.at === STEPS.length - 1, onclick: () => this.go(this.at + 1) }, t("learn_next")),
      element("button", { class: "quiet", onclick: () => this.app.state.set({ tab: "explore", arms: this.companies }) }, t("learn_open")));
  }

  move(value) {
    this.value = value;
    this.ask();
  }

  get companies() {
    return this.step.arms(this.value, this.app.presets);
  }

  ask() {
    this.root.dataset.replications = "0";
    this.bundle = null;
    this.judge();
    return connection.send({ arms: this.companies, seed: this.app.state.value.seed, replications: REPLICATIONS });
  }

  answered({ number, bundle, error, planned }, latest) {
    const { app, root, words } = this;
    if (number < this.since && !latest) return; // of another step
    if (error && latest) this.problem.replaceChildren(trouble(app, error));
    if (error) return;
    this.problem.replaceChildren();
    for (const draw of this.draw) draw(bundle);
    const arms = Object.values(bundle.arms);
    this.arms.replaceChildren(...arms.flatMap(({ title }, at) => [element("b", { class: "ab"[at] }, `${"AB"[at]} `), `${title[words.lang]} `]));
    this.status.textContent = words.t("learn_waiting", { done: bundle.replications, planned });
    if (!latest) return; // of a drag that goes on
    drawFindings(this.findings, app, bundle.findings.slice(0, MOST_FINDINGS), "");
    app.caption({ seed: bundle.seed, done: bundle.replications, planned, version: bundle.tasuki, hash: arms.map(({ hash }) => hash.slice(0, 10)).join(" / ") });
    root.dataset.replications = bundle.replications;
    if (bundle.replications < planned) return;
    this.bundle = bundle;
    this.judge();
    if (this.open) app.tell(inOneSentence(app, bundle, this.metrics, this.step.measures[0], (name) => this.label(name)));
  }

  /** A guess first: its question and three answers. */
  guessing() {
    const { t } = this.words;
    const press = (guess) => () => {
      this.guess = guess;
      this.reveal();
    };
    this.guesses = ["higher", "same", "lower"].map((guess) => element("button", { value: guess, onclick: press(guess) }, t(`learn_${guess}`)));
    return element("div", { class: "guess" },
      element("p", {}, t("learn_guess", { measure: this.label(this.step.measures[0]) })),
      element("div", { class: "watch-choice" }, ...this.guesses), this.verdict);
  }

  /** Show what came out. */
  reveal() {
    this.open = true;
    this.drawGuess();
  }

  /** The same by the button on the cover, which goes with it. */
  uncover() {
    this.reveal();
    this.shown.focus({ preventScroll: true });
  }

  drawGuess() {
    this.shown.hidden = !this.open;
    this.cover.hidden = this.open;
    for (const one of this.guesses) one.setAttribute("aria-pressed", String(one.value === this.guess));
    this.judge();
  }

  /** Whether the simulation agrees with the guess: said when all replicates are there. */
  judge() {
    const [name] = this.step.measures;
    const gap = this.bundle?.differences.B[name];
    if (this.guess === null || !gap || gap.low === null) return this.verdict.replaceChildren();
    const found = gap.low > 0 ? "higher" : gap.high < 0 ? "lower" : null;
    const [, word] = verdict(this.words, gap, this.metrics[name].better);
    const unit = this.metrics[name].unit === "share" ? "points" : this.metrics[name].unit;
    const told = `${this.words.number(gap, unit, { signed: true })} ${this.words.interval(gap, unit)}${this.words.lang === "ja" ? "、" : ", "}${word}`;
    const key = found === null ? "learn_unclear" : found === this.guess ? "learn_right" : "learn_wrong";
    return this.verdict.replaceChildren(element("p", { class: "learn-answer" }, this.words.t(key, { found: told })));
  }
}
