// The Watch tab: two companies under the same luck, week by week. See app.js for what a tab is handed and hands back.

import { Questions } from "./api.js";
import { trouble } from "./companies.js";
import { element, useStyles } from "./dom.js";
import { fetchFilm, Replay } from "./film.js";
import { Lane } from "./lane.js";
import { Player } from "./player.js";
import { button, choice, controlBar, drawLegend, foot } from "./watch-bar.js";
import { Looking } from "./watch-looking.js";
import { drawTwin, summarise, tellNumbers } from "./watch-twin.js";

const COLOURS = ["fit", "believed", "health"];
const TWIN_EVERY = 500; // milliseconds

/** Show the tab in `root`. */
export function mount(root, app) {
  useStyles("watch.css");
  const screen = new Screen(root, app);
  screen.load();
  return screen;
}

class Screen extends Player {
  constructor(root, app) {
    super();
    Object.assign(this, { root, app, words: app.words, loading: new Questions(), looking: null });
    const { view } = app.state.value;
    this.colour = COLOURS.includes(view["watch.colour"]) ? view["watch.colour"] : "fit";
    this.hidden = view["watch.hide"] === "1";
    this.show = ["0", "1"].includes(view["watch.show"]) ? Number(view["watch.show"]) : null;
    this.resized = new ResizeObserver(() => this.layout());
    this.box = element("section", { class: "watch" }, element("p", { class: "coming" }, this.words.t("watch_loading")));
    root.append(this.box);
  }

  /** What a tab hands back: a change of arms or seed asks for new films. */
  update(value, before) {
    if (value.arms !== before.arms || value.seed !== before.seed) this.load();
  }

  unmount() {
    this.stop();
    this.loading.stop();
    this.looking?.stop();
    this.resized.disconnect();
  }

  async load() {
    this.playing = false;
    const { arms, seed } = this.app.state.value;
    const signal = this.loading.next();
    this.looking?.stop();
    this.box.classList.add("stale");
    try {
      const films = await Promise.all(arms.map((company) => fetchFilm({ company, seed }, signal)));
      if (signal.aborted) return;
      this.films = films;
      for (const film of films) film.together = films;
      this.weeks = Math.min(...films.map((film) => film.weeks));
      this.build();
      this.seek(Math.min(Number(this.app.state.value.view["watch.week"]) || 0, this.weeks));
      document.getElementById("caption").textContent = this.words.t("watch_caption", { seed });
    } catch (error) {
      if (!signal.aborted) this.nothing(error);
    }
  }

  /** No film, and why. */
  nothing(error) {
    Object.assign(this, { lanes: [], weeks: 0 });
    this.resized.disconnect();
    this.box.classList.remove("stale");
    this.box.replaceChildren(trouble(this.app, error.detail ?? error));
  }

  build() {
    this.box.classList.remove("stale");
    this.drawControls();
    this.figures = this.films.map((film, arm) => this.figure(film, arm));
    this.looking = new Looking(this);
    this.summary = element("p", { class: "watch-summary" });
    this.twin = element("details", { class: "watch-twin", ontoggle: () => this.tellTable(true) }, element("summary", {}, this.words.t("watch_twin")), element("div"));
    this.stage = element("div", { class: "lanes" }, ...this.figures.map(({ node }) => node));
    this.body = element("div", { class: "watch-body" }, this.stage, this.looking.node);
    this.box.replaceChildren(this.bar, this.body, this.foot, this.summary, this.twin);
    this.lanes = this.films.map((film, arm) => new Lane(this.figures[arm].canvas, new Replay(film), this.words));
    this.lanes.forEach((lane) => lane.colourBy(this.shownColour));
    this.showArms();
    this.resized.disconnect();
    this.resized.observe(this.stage);
  }

  get shownColour() {
    return this.hidden && this.colour === "fit" ? "believed" : this.colour;
  }

  // --- controls ---------------------------------------------------------------------------------------------------

  drawControls() {
    this.playButton = button(this.words, "play", "▶", () => this.toggle());
    this.scrub = element("input", { type: "range", min: 0, max: this.weeks, step: 1, value: 0, class: "watch-scrub", "aria-label": this.words.t("watch_week"), oninput: () => this.seek(Number(this.scrub.value)), onchange: () => this.remember() });
    this.moment = element("output", { class: "watch-moment" });
    this.bar = controlBar(this);
    this.colours = choice(this.words, "colour", COLOURS.map((name) => [name, this.words.t(`watch_${name}`)]), this.shownColour, (value) => this.setColour(value));
    this.legend = element("div", { class: "watch-legend" });
    this.foot = foot(this);
    this.drawLegend();
  }

  drawLegend() {
    drawLegend(this.legend, this.films[0], this.shownColour, this.words);
    for (const one of this.colours.children) one.disabled = this.hidden && one.value === "fit";
  }

  nameButton() {
    const name = this.words.t(`watch_${this.playing ? "pause" : "play"}`);
    this.playButton.textContent = this.playing ? "❚❚" : "▶";
    this.playButton.setAttribute("aria-label", name);
    this.playButton.title = name;
  }

  moved() {
    this.scrub.value = Math.floor(this.at);
  }

  get quarter() {
    return this.films[0].quota_weeks;
  }

  shows(arm) {
    return this.show === null || this.show === arm;
  }

  /** For whoever measures. */
  paced(frames) {
    this.root.dataset.rate = frames.toFixed(1);
  }

  setSpeed(speed) {
    this.speed = speed === this.speed ? 1 : speed;
    for (const lane of this.lanes) lane.pace = this.speed;
    return String(this.speed);
  }

  setShow(value) {
    this.show = value === "" ? null : Number(value);
    this.showArms();
    this.remember();
  }

  showArms() {
    this.figures.forEach(({ node }, arm) => (node.hidden = !this.shows(arm)));
    this.layout();
  }

  setColour(value) {
    this.colour = value;
    this.recolour();
  }

  setHidden(hidden) {
    this.hidden = hidden;
    for (const one of this.colours.children) one.setAttribute("aria-pressed", String(one.value === this.shownColour));
    this.recolour();
    this.looking.inspect();
  }

  recolour() {
    for (const lane of this.lanes) lane.colourBy(this.shownColour);
    this.drawLegend();
    this.tell();
    this.remember();
    this.wake();
  }

  /** Keep moment and choices in the address. */
  remember() {
    const { view } = this.app.state.value;
    this.app.state.set({ view: { ...view, "watch.week": String(Math.round(this.at)), "watch.colour": this.colour, "watch.hide": this.hidden ? "1" : "0", "watch.show": this.show === null ? "" : String(this.show) } });
  }

  // --- pictures and words -----------------------------------------------------------------------------------------

  figure(film, arm) {
    const numbers = element("span", { class: "lane-numbers" });
    const name = this.films.length > 1 ? `${"AB"[arm]}  ${this.app.title(arm)}` : this.app.title(arm);
    const canvas = element("canvas", { tabindex: 0, role: "img", "aria-label": this.words.t("watch_canvas", { arm: name }), onclick: (event) => this.looking.click(event, arm), onkeydown: (event) => this.key(event) });
    const node = element("figure", { class: `lane ${"ab"[arm]}` }, element("figcaption", {}, element("b", {}, name), numbers), canvas);
    return { node, canvas, numbers };
  }

  layout() {
    this.lanes.forEach((lane, arm) => {
      if (!this.figures[arm].node.hidden) lane.layout();
    });
    this.wake();
  }

  get week() {
    return Math.max(0, Math.min(Math.ceil(this.at) - 1, this.weeks - 1));
  }

  /** Say where we are: numbers, summary, table; aloud too if asked. */
  tell(aloud = false) {
    const { t } = this.words;
    this.scrub.value = Math.floor(this.at);
    const at = Math.round(this.at), year = Math.min(Math.floor(this.at / 52), Math.ceil(this.weeks / 52) - 1);
    this.moment.value = t("watch_moment", { year: year + 1, week: Math.floor(this.at - 52 * year), at, weeks: this.weeks });
    this.films.forEach((film, arm) => tellNumbers(this.figures[arm].numbers, film, this.week, this.hidden, this.words));
    const summary = this.films.map((film, arm) => summarise(film, this.week, this.app.title(arm), this.words)).join(" ");
    this.summary.textContent = summary;
    if (aloud) this.app.tell(summary);
    this.tellTable();
    this.root.dataset.week = String(Math.floor(this.at));
  }

  tellTable(atOnce = false) {
    const now = performance.now();
    const soon = now - (this.told ?? 0) < TWIN_EVERY || this.twin.matches(":active"); // a button that is pressed stays
    if (!this.twin.open || (!atOnce && this.playing && soon)) return;
    this.told = now;
    drawTwin(this.twin.lastElementChild, this.films, this.week, this.app, (arm, seat) => this.looking.choose(arm, { seat }));
  }

  key(event) {
    if (event.target === this.scrub && event.key.startsWith("Arrow")) return;
    const steps = { ArrowRight: 1, ArrowLeft: -1 };
    if (event.key === " " && event.target.tagName !== "BUTTON") this.toggle();
    else if (event.key in steps) (event.shiftKey ? this.toQuarter(steps[event.key]) : this.step(steps[event.key]));
    else if (event.key === "Home") this.seek(0);
    else if (event.key === "End") this.seek(this.weeks);
    else if (event.key === "Escape" && this.looking.chosen) this.looking.dismiss();
    else return;
    event.preventDefault();
  }
}
