// The Watch tab: two companies under the same luck, week by week. See app.js for what a tab is handed and hands back.

import { element } from "./dom.js";
import { deskOf, fetchFilm, Replay, stockOf, until } from "./film.js";
import { drawCustomer, drawMember, nameOf } from "./inspector.js";
import { FIT, LEFT, Lane, LOST } from "./lane.js";
import { drawTwin } from "./watch-twin.js";

const WEEKS_A_SECOND = 2; // at 1×
const SPEEDS = [0.5, 1, 2, 8];
const COLOURS = ["fit", "believed", "health"];
const LONGEST_STEP = 0.1; // seconds; a page that was hidden does not leap
const TWIN_EVERY = 500; // milliseconds

/** Show the tab in `root`. */
export function mount(root, app) {
  useStyles("watch.css");
  const screen = new Screen(root, app);
  screen.load();
  return screen;
}

/** A stylesheet of a tab, loaded once. */
export function useStyles(href) {
  if (!document.querySelector(`link[href="${href}"]`)) document.head.append(element("link", { rel: "stylesheet", href }));
}

class Screen {
  constructor(root, app) {
    Object.assign(this, { root, app, lanes: [], playing: false, at: 0, speed: 1, measured: { frames: 0, since: 0, rate: 0 } });
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.words = app.words;
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
    this.gone = true;
    this.playing = false;
    cancelAnimationFrame(this.frame);
    this.resized.disconnect();
  }

  async load() {
    this.playing = false;
    const { arms, seed, view } = this.app.state.value;
    const asked = (this.asked = {});
    try {
      const films = await Promise.all(arms.map((company) => fetchFilm({ company, seed })));
      if (this.gone || asked !== this.asked) return;
      this.films = films;
      this.weeks = Math.min(...films.map((film) => film.weeks));
      this.build();
      this.seek(Math.min(Number(view["watch.week"]) || 0, this.weeks));
      this.app.caption({});
      document.getElementById("caption").textContent = this.words.t("watch_caption", { seed });
    } catch (error) {
      this.app.fail(error);
    }
  }

  build() {
    this.drawControls();
    this.drawFoot();
    this.figures = this.films.map((film, arm) => this.figure(film, arm));
    this.inspector = element("aside", { class: "inspector", hidden: true, tabindex: -1 });
    this.summary = element("p", { class: "watch-summary" });
    this.twin = element("details", { class: "watch-twin", ontoggle: () => this.tellTable(true) }, element("summary", {}, this.words.t("watch_twin")), element("div"));
    this.stage = element("div", { class: "lanes" }, ...this.figures.map(({ node }) => node));
    this.body = element("div", { class: "watch-body" }, this.stage, this.inspector);
    this.box.replaceChildren(this.bar, this.body, this.foot, this.summary, this.twin);
    this.lanes = this.films.map((film, arm) => new Lane(this.figures[arm].canvas, new Replay(film), this.words));
    this.lanes.forEach((lane) => (lane.colour = this.shownColour));
    this.showArms();
    this.resized.disconnect();
    this.resized.observe(this.stage);
  }

  get shownColour() {
    return this.hidden && this.colour === "fit" ? "believed" : this.colour;
  }

  // --- controls ---------------------------------------------------------------------------------------------------

  drawControls() {
    const { t } = this.words;
    const button = (name, text, act) => element("button", { class: `watch-${name}`, "aria-label": t(`watch_${name}`), title: t(`watch_${name}`), onclick: act }, text);
    this.playButton = button("play", "▶", () => this.toggle());
    this.scrub = element("input", { type: "range", min: 0, max: this.weeks, step: 1, value: 0, class: "watch-scrub", "aria-label": t("watch_week"), oninput: () => this.seek(Number(this.scrub.value)), onchange: () => this.remember() });
    this.moment = element("output", { class: "watch-moment" });
    this.bar = element("div", { class: "watch-bar", role: "group", onkeydown: (event) => this.key(event) },
      this.playButton, button("quarter_back", "«", () => this.toQuarter(-1)), button("back", "‹", () => this.step(-1)),
      button("on", "›", () => this.step(1)), button("quarter_on", "»", () => this.toQuarter(1)), this.scrub, this.moment,
      this.choice("speed", SPEEDS.map((speed) => [String(speed), `${speed}×`]), String(this.speed), (value) => this.setSpeed(Number(value))),
      this.films.length > 1 ? this.choice("show", [["", t("watch_both")], ["0", "A"], ["1", "B"]], this.show === null ? "" : String(this.show), (value) => this.setShow(value)) : null);
  }

  /** A row of buttons of which one is pressed. */
  choice(name, options, chosen, choose) {
    const group = element("div", { class: `watch-choice ${name}`, role: "group", "aria-label": this.words.t(`watch_${name}`) });
    const press = (value) => {
      for (const one of group.children) one.setAttribute("aria-pressed", String(one.value === value));
    };
    group.append(...options.map(([value, text]) => element("button", { value, "aria-pressed": "false", onclick: () => press(choose(value) ?? value) }, text)));
    press(chosen);
    return group;
  }

  drawFoot() {
    const { t } = this.words;
    this.legend = element("div", { class: "watch-legend" });
    const hide = element("input", { type: "checkbox", role: "switch", onchange: () => this.setHidden(hide.checked) });
    hide.checked = this.hidden;
    this.colours = this.choice("colour", COLOURS.map((name) => [name, t(`watch_${name}`)]), this.shownColour, (value) => this.setColour(value));
    this.foot = element("div", { class: "watch-foot" }, this.colours, element("label", { class: "watch-hide" }, hide, t("watch_hide")), this.legend);
    this.drawLegend();
  }

  drawLegend() {
    const { t } = this.words;
    const [low, high] = this.shownColour === "health" ? ["sick", "well"] : ["low", "high"];
    const sample = (kind, colour) => {
      const node = element("i", { class: `sample ${kind}`, "aria-hidden": "true" });
      node.style.color = colour;
      return node;
    };
    const film = this.films[0];
    this.legend.replaceChildren(
      element("span", {}, `${t(`watch_legend_${low}`)} `, ...FIT.map((colour, at) => sample(this.shownColour !== "health" && (at + 1) / 5 <= film.unfit_below ? "square" : "round", colour)), ` ${t(`watch_legend_${high}`)}`),
      element("span", {}, sample("round", LOST), t("watch_legend_lost")),
      element("span", {}, sample("cross", LEFT), t("watch_legend_left")),
      element("span", {}, element("i", { class: "sample wash", "aria-hidden": "true" }), t("watch_legend_over", { weeks: film.overload_from })),
      element("span", {}, t("watch_legend_dot", { every: film.every })),
    );
    for (const one of this.colours.children) one.disabled = this.hidden && one.value === "fit";
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
    this.figures.forEach(({ node }, arm) => (node.hidden = this.show !== null && this.show !== arm));
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
    this.inspect();
  }

  recolour() {
    for (const lane of this.lanes) {
      lane.colour = this.shownColour;
      lane.repaint();
    }
    this.drawLegend();
    this.tell();
    this.remember();
    this.wake();
  }

  // --- time -------------------------------------------------------------------------------------------------------

  toggle(playing = !this.playing) {
    this.playing = playing && this.weeks > 0;
    if (this.playing && this.at >= this.weeks) this.seek(0);
    const name = this.playing ? "pause" : "play";
    this.playButton.textContent = this.playing ? "❚❚" : "▶";
    this.playButton.setAttribute("aria-label", this.words.t(`watch_${name}`));
    this.playButton.title = this.words.t(`watch_${name}`);
    this.last = null;
    if (!this.playing) this.remember();
    this.tell(!this.playing);
    this.wake();
  }

  step(weeks) {
    this.toggle(false);
    const to = weeks > 0 ? Math.floor(this.at + 1e-9) + weeks : Math.ceil(this.at - 1e-9) + weeks;
    this.go(Math.max(0, Math.min(to, this.weeks)));
    this.remember();
  }

  toQuarter(direction) {
    const quarter = this.films[0].quota_weeks;
    const to = direction > 0 ? (Math.floor(this.at / quarter + 1e-9) + 1) * quarter : (Math.ceil(this.at / quarter - 1e-9) - 1) * quarter;
    this.toggle(false);
    this.seek(Math.max(0, Math.min(to, this.weeks)));
    this.remember();
  }

  /** Go on to a moment, with flights; back without. */
  go(to) {
    if (to < this.at || this.still.matches) this.seek(to);
    else this.advance(to);
    this.tell(true);
    this.wake();
  }

  seek(to) {
    this.at = to;
    for (const lane of this.lanes) {
      lane.replay.seek(to);
      lane.settle();
    }
    this.tell(!this.playing);
    this.wake();
  }

  advance(to) {
    const before = Math.floor(this.at);
    this.at = Math.min(to, this.weeks);
    for (const lane of this.lanes) {
      lane.changed = false;
      lane.replay.advance(this.at, (dot, from, stage) => {
        lane.changed = true;
        lane.moved(dot, from, stage);
      });
      for (let week = before + 1; week <= Math.floor(this.at); week += 1) lane.welcome(week);
    }
    if (Math.floor(this.at) !== before) this.tell();
  }

  wake() {
    cancelAnimationFrame(this.frame);
    if (!this.gone) this.frame = requestAnimationFrame((now) => this.paint(now));
  }

  paint(now) {
    if (this.playing) this.play(now);
    let busy = this.playing;
    this.lanes.forEach((lane, arm) => {
      if (this.show !== null && this.show !== arm) return;
      lane.draw(now, lane.changed);
      lane.changed = lane.flying.size > 0;
      busy ||= lane.changed;
    });
    this.count(now);
    if (busy && !this.gone) this.frame = requestAnimationFrame((next) => this.paint(next));
  }

  play(now) {
    const seconds = this.last === null ? 0 : Math.min((now - this.last) / 1000, LONGEST_STEP);
    this.last = now;
    const to = this.at + seconds * this.speed * WEEKS_A_SECOND;
    if (this.still.matches) this.playStill(to);
    else this.advance(to);
    this.scrub.value = Math.floor(this.at);
    if (this.at >= this.weeks) this.toggle(false);
  }

  /** With reduced motion nothing flies: every second a new picture. */
  playStill(to) {
    this.pending = Math.max(this.pending ?? 0, this.at) + (to - this.at);
    const second = WEEKS_A_SECOND * this.speed;
    if (this.pending - this.at < second) return;
    this.seek(Math.min(this.at + second, this.weeks));
    this.pending = this.at;
  }

  /** Frames a second, for whoever measures. */
  count(now) {
    const { measured } = this;
    measured.frames += 1;
    if (now - measured.since < 1000) return;
    measured.rate = measured.since ? (1000 * measured.frames) / (now - measured.since) : 0;
    Object.assign(measured, { frames: 0, since: now });
    this.root.dataset.rate = measured.rate.toFixed(1);
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
    const canvas = element("canvas", { tabindex: 0, role: "img", "aria-label": this.words.t("watch_canvas", { arm: name }), onclick: (event) => this.click(event, arm), onkeydown: (event) => this.key(event) });
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
    this.films.forEach((film, arm) => this.tellNumbers(film, this.figures[arm].numbers));
    const summary = this.films.map((film, arm) => this.summarise(film, arm)).join(" ");
    this.summary.textContent = summary;
    if (aloud) this.app.tell(summary);
    this.tellTable();
    this.root.dataset.week = String(Math.floor(this.at));
  }

  tellNumbers(film, node) {
    const { t, plain } = this.words;
    const { week } = this;
    const won = until(film, "orders", week), unfit = until(film, "unfit_won", week), left = until(film, "churned", week);
    const part = (name, value, more = "") => element("span", {}, `${t(`watch_${name}`)} `, element("b", {}, value), more);
    const count = (value) => Math.round(value).toLocaleString("en");
    const share = this.hidden || !won ? "" : ` (${t("watch_unfit", { share: plain(unfit / won, "share") })})`;
    node.replaceChildren(part("customers", count(film.series.customers[week])), part("won", count(won), share), part("left", count(left)), part("value", plain(film.series.value_cumulative[week], "USD")));
  }

  summarise(film, arm) {
    const { week } = this;
    let worst = { seat: -1, behind: 0.05 };
    for (let seat = 0; seat < film.seats; seat += 1) {
      const { behind } = deskOf(film, week, seat);
      if (behind > worst.behind) worst = { seat, behind };
    }
    const pipeline = [1, 2, 3, 4].reduce((sum, stage) => sum + stockOf(film, week, stage), 0);
    const values = { arm: this.app.title(arm), customers: film.series.customers[week], pipeline, behind: worst.behind.toFixed(1) };
    return worst.seat < 0 ? this.words.t("watch_nobody", values) : this.words.t("watch_summary", { ...values, who: nameOf(film, worst.seat, this.words) });
  }

  tellTable(atOnce = false) {
    const now = performance.now();
    if (!this.twin.open || (!atOnce && this.playing && now - (this.told ?? 0) < TWIN_EVERY)) return;
    this.told = now;
    drawTwin(this.twin.lastElementChild, this.films, this.week, this.app, (arm, seat) => this.choose(arm, { seat }));
  }

  // --- who is looked at -------------------------------------------------------------------------------------------

  click(event, arm) {
    const box = event.currentTarget.getBoundingClientRect();
    const found = this.lanes[arm].find(event.clientX - box.left, event.clientY - box.top);
    if (found) this.choose(arm, found);
  }

  choose(arm, found) {
    this.toggle(false);
    this.chosen = { arm, ...found };
    this.lanes.forEach((lane, at) => (lane.chosen = { dot: at === arm ? found.dot ?? -1 : -1, seat: at === arm ? found.seat ?? -1 : -1 }));
    this.inspect();
    this.wake();
  }

  /** Show who is chosen: a member's desk, or a customer's life. */
  async inspect() {
    if (!this.chosen || !this.inspector) return;
    const { arm, seat, dot, account } = this.chosen;
    const { arms, seed } = this.app.state.value;
    const context = { app: this.app, film: this.films[arm], arm, week: this.week, hidden: this.hidden, close: () => this.dismiss(), customer: (one) => this.choose(arm, this.onFilm(arm, one)) };
    this.inspector.hidden = false;
    try {
      if (seat !== undefined) drawMember(this.inspector, await this.app.post("/api/desk", { company: arms[arm], seed, week: this.week, seat }), context);
      else {
        const number = account ?? this.films[arm].dots.account[dot];
        const { lives } = await this.app.post("/api/life", { arms: [arms[0], arms.at(-1)], seed, account: number });
        drawCustomer(this.inspector, lives[arm], context);
      }
      this.inspector.focus({ preventScroll: true });
    } catch (error) {
      this.app.fail(error);
    }
  }

  /** A customer by number: as a dot where it is on the film. */
  onFilm(arm, account) {
    const dot = this.films[arm].dots.account.indexOf(account);
    return dot < 0 ? { account } : { dot };
  }

  dismiss() {
    this.chosen = null;
    this.inspector.hidden = true;
    for (const lane of this.lanes) lane.chosen = { dot: -1, seat: -1 };
    this.playButton.focus();
    this.wake();
  }

  key(event) {
    if (event.target === this.scrub && event.key.startsWith("Arrow")) return;
    const steps = { ArrowRight: 1, ArrowLeft: -1 };
    if (event.key === " " && event.target.tagName !== "BUTTON") this.toggle();
    else if (event.key in steps) (event.shiftKey ? this.toQuarter(steps[event.key]) : this.step(steps[event.key]));
    else if (event.key === "Home") this.seek(0);
    else if (event.key === "End") this.seek(this.weeks);
    else if (event.key === "Escape" && this.chosen) this.dismiss();
    else return;
    event.preventDefault();
  }
}
