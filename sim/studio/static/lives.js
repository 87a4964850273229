// The Lives tab: one customer under two policies. See app.js for what a tab is handed and hands back.

import { Questions } from "./api.js";
import { trouble } from "./companies.js";
import { element, useStyles } from "./dom.js";
import { told } from "./inspector.js";
import { lifeChart, range, span } from "./life-chart.js";

/** Show the tab in `root`. */
export function mount(root, app) {
  useStyles("watch.css");
  useStyles("lives.css");
  const screen = new Screen(root, app);
  screen.load();
  return screen;
}

class Screen {
  constructor(root, app) {
    Object.assign(this, { root, app, words: app.words, loading: new Questions(), showing: new Questions() });
    this.list = element("aside", { class: "switches" });
    this.story = element("section", { class: "lives-story" });
    root.append(element("div", { class: "lives" }, this.list, this.story));
  }

  /** What a tab hands back. */
  update(value, before) {
    if (value.arms !== before.arms || value.seed !== before.seed) this.load();
    else if (this.fates && value.view["lives.account"] !== before.view["lives.account"]) this.show();
  }

  unmount() {
    this.loading.stop();
    this.showing.stop();
  }

  get asked() {
    const { arms, seed } = this.app.state.value;
    return { arms: [arms[0], arms.at(-1)], seed };
  }

  /** The customer whom the address names, or the typical one of the commonest switch. */
  get account() {
    const named = this.app.state.value.view["lives.account"];
    return /^\d{1,9}$/.test(named ?? "") ? Number(named) : null;
  }

  title(arm) {
    return this.app.title(arm === 0 ? 0 : this.app.state.value.arms.length - 1);
  }

  async load() {
    const { t } = this.words;
    const { asked } = this;
    const signal = this.loading.next();
    this.showing.stop();
    this.list.replaceChildren(element("p", { class: "coming" }, t("lives_loading")));
    this.story.classList.add("stale");
    try {
      const fates = await this.app.post("/api/fates", asked, signal);
      if (signal.aborted) return;
      this.fates = fates;
      this.drawList();
      document.getElementById("caption").textContent = t("watch_caption", { seed: asked.seed });
      await this.show();
    } catch (error) {
      if (!signal.aborted) this.fail(this.list, error);
    }
  }

  /** An error in the place of what it kept from being shown. */
  fail(place, error) {
    place.replaceChildren(trouble(this.app, error.detail ?? error));
    this.story.classList.remove("stale");
    if (place === this.list) this.story.replaceChildren();
  }

  // --- whose fate differs -------------------------------------------------------------------------------------------

  drawList() {
    const { t } = this.words;
    const { switches, alike } = this.fates;
    const most = Math.max(1, ...switches.map(({ count }) => count));
    const number = element("input", { type: "number", min: 0, max: this.fates.accounts - 1, class: "number", "aria-label": t("lives_number"), onkeydown: (event) => event.key === "Enter" && this.pick(Number(number.value)) });
    this.list.replaceChildren(
      element("h2", {}, t("lives_switches")),
      element("ul", { class: "kinds" }, ...switches.map((kind) => this.kind(kind, most))),
      element("p", { class: "alike" }, t("lives_same", alike)),
      element("div", { class: "by-number" }, element("label", {}, `${t("lives_number")} `, number), element("button", { onclick: () => this.pick(Number(number.value)) }, t("lives_go"))),
    );
  }

  kind(kind, most) {
    const { t, plain } = this.words;
    const [a, b] = kind.fates.map((fate) => t(`lives_${fate}`));
    const fill = element("i", { class: "share" });
    fill.style.width = `${(100 * kind.count) / most}%`;
    const open = element("button", { class: "kind", "data-fates": kind.fates.join("-"), onclick: () => this.pick(kind.examples[0].account) },
      element("b", {}, String(kind.count)), element("span", {}, t("lives_switch", { a, b, one: this.title(0), other: this.title(1) })), element("span", { class: "bar" }, fill));
    const more = kind.examples.slice(0, 6).map(({ account, gain }) => element("button", { class: "link", title: plain(gain, "USD"), onclick: () => this.pick(account) }, String(account)));
    return element("li", {}, open, element("div", { class: "examples" }, t("lives_examples"), ...more));
  }

  pick(account) {
    const { t } = this.words;
    if (!(account >= 0 && account < this.fates.accounts)) return this.app.fail(new Error(t("lives_no_such", { most: this.fates.accounts - 1 })));
    const { view } = this.app.state.value;
    this.app.state.set({ view: { ...view, "lives.account": String(account) } });
  }

  /** Of which switch a customer is an example, if any. */
  kindOf(account) {
    return this.fates?.switches.find(({ examples }) => examples.some((one) => one.account === account));
  }

  // --- two lives ----------------------------------------------------------------------------------------------------

  async show() {
    const account = this.account ?? this.fates.switches[0]?.examples[0]?.account ?? 0;
    const signal = this.showing.next();
    this.story.classList.add("stale");
    try {
      const found = await this.app.post("/api/life", { ...this.asked, account }, signal);
      if (!signal.aborted) this.draw(found);
    } catch (error) {
      if (!signal.aborted) this.fail(this.story, error);
    }
  }

  draw({ lives, divergence }) {
    const { t, plain, lang } = this.words;
    const [life] = lives, kind = this.kindOf(life.account);
    this.story.classList.remove("stale");
    this.mark(kind, life.account);
    const shown = { weeks: span(lives), money: range(lives), parting: divergence, words: this.words };
    const why = kind?.examples[0].account === life.account ? element("span", { class: "why" }, t("lives_why", { count: kind.count })) : null;
    this.story.replaceChildren(
      element("h2", {}, t("lives_title", { account: life.account, fit: plain(life.fit, "share") }) + (life.curious ? t("lives_curious") : ""), why),
      this.parting(lives, divergence, lang),
      ...lives.map((one, arm) => this.lane(one, arm, shown)),
      element("p", { class: "life-key" }, `${t("lives_waiting")} · ${t("lives_promise")}`),
      element("h3", {}, t("lives_moves")),
      element("div", { class: "stories" }, ...lives.map((one, arm) => this.tale(one, arm))),
    );
    this.root.dataset.account = String(life.account);
  }

  mark(kind, account) {
    for (const one of this.list.querySelectorAll(".kind")) one.setAttribute("aria-current", String(one.dataset.fates === kind?.fates.join("-")));
    for (const one of this.list.querySelectorAll(".examples button")) one.setAttribute("aria-current", String(one.textContent === String(account)));
  }

  /** The week in which the lives part, in one sentence, and what was said on either side. */
  parting(lives, divergence, lang) {
    const { t } = this.words;
    if (!divergence) return element("p", { class: "parting-note" }, t("lives_no_parting"));
    const at = firstDifference(lives);
    const sides = lives.map((life, arm) => {
      const move = life.moves[at];
      return move ? element("div", { class: `side ${"ab"[arm]}` }, element("b", {}, `${"AB"[arm]} `), t("lives_quote", { who: move.words[lang].who, said: move.words[lang].said }), element("small", {}, move.words[lang].because)) : null;
    });
    const watch = element("button", { onclick: () => this.watch(divergence.week) }, t("lives_watch"));
    return element("div", { class: "parting-note", id: "parting" }, element("p", {}, element("b", {}, t("lives_parting", { week: divergence.week })), divergence[lang], " ", watch), element("div", { class: "sides" }, ...sides));
  }

  watch(week) {
    this.app.state.set({ tab: "watch", view: { ...this.app.state.value.view, "watch.week": String(week) } });
  }

  lane(life, arm, shown) {
    const { t, plain } = this.words;
    const end = life.weeks.at(-1);
    const fate = end ? `${t(`stage_${end.stage}`)} · ${t("lives_worth", { value: plain(end.value, "USD") })}` : t("lives_nothing");
    const label = t("lives_chart", { arm: this.title(arm), account: life.account, weeks: life.horizon });
    return element("figure", { class: `life-lane ${"ab"[arm]}` },
      element("figcaption", {}, element("b", {}, `${"AB"[arm]}  ${this.title(arm)}`), element("span", {}, fate)),
      lifeChart(life, { ...shown, label, pick: (week) => this.point(arm, week) }));
  }

  tale(life, arm) {
    const { t, lang } = this.words;
    const moves = life.moves.map((move) => told(move, lang, t));
    return element("section", { class: `tale ${"ab"[arm]}`, "aria-label": this.title(arm) }, element("h4", {}, `${"AB"[arm]}  ${this.title(arm)}`), moves.length ? element("ol", { class: "story" }, ...moves) : element("p", {}, t("lives_nothing")));
  }

  /** Bring the words of a week's move into view. */
  point(arm, week) {
    const item = this.story.querySelectorAll(".tale")[arm].querySelector(`[data-week="${week}"]`);
    for (const one of this.story.querySelectorAll(".said.pointed")) one.classList.remove("pointed");
    item.classList.add("pointed");
    item.scrollIntoView({ block: "center" });
  }
}

/** The place of the first move by which the lives differ. */
export function firstDifference(lives) {
  const [one, other] = lives.map(({ moves }) => moves);
  const same = (a, b) => a && b && ["week", "from", "to", "cause"].every((key) => a[key] === b[key]);
  let at = 0;
  while (same(one[at], other[at])) at += 1;
  return at;
}
