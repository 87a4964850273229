// The Workshop tab: the trainer's view. Who is there and ready, running quarters, revealing the whole, a new round.
// Nothing of what teams decide is here before the reveal: this page is on the projector.

import { element, useStyles } from "./dom.js";
import { Link, refusal } from "./workshop-link.js";
import { drawProblem, TEAMS, teamName } from "./workshop-numbers.js";
import { Shown, STEPS } from "./workshop-shown.js";

const YEAR = 4;

/** Show the tab in `root`. */
export function mount(root, app) {
  useStyles("workshop.css");
  takeKey();
  return new Trainer(root, app);
}

/** The trainer's key may come with the address, once; it does not stay there. */
function takeKey() {
  const said = new URLSearchParams(location.hash.split("?")[1] ?? "");
  if (!said.has("trainer")) return;
  try {
    localStorage.setItem("tasuki.workshop.trainer", said.get("trainer"));
  } catch {
    return; // it must be typed
  }
  said.delete("trainer");
  history.replaceState(null, "", `#workshop?${said}`);
}

/** Fill `host` anew; the focus stays on the button that it was on, or goes to another where that is no more. */
function keepFocus(host, fill, otherwise) {
  const focused = host.contains(document.activeElement) ? document.activeElement.id : null;
  fill();
  if (focused) (document.getElementById(focused) ?? otherwise).focus();
}

class Trainer {
  constructor(root, app) {
    Object.assign(this, { root, app, words: app.words, drawn: null, busy: false });
    this.shownApp = { words: app.words, tell: app.tell, fail: (error) => this.fail(error) };
    this.link = new Link("trainer", { seen: (view) => this.draw(view), standing: app.standing });
  }

  unmount() {
    this.link.end();
  }

  fail(error) {
    this.app.fail({ detail: { message: refusal(error, this.words) } });
  }

  draw(view) {
    this.view = view;
    const of = !view.open ? "closed" : view.role !== "trainer" ? "key" : view.step === "playing" ? "play" : "shown";
    if (this.drawn !== of) {
      this.drawn = of;
      this.root.replaceChildren();
      ({ closed: this.closed, key: this.key, play: this.play, shown: this.shown })[of].call(this);
    }
    this.refresh?.();
  }

  closed() {
    const { t } = this.words;
    const line = (command, about) => element("li", {}, element("code", {}, command), element("br"), about);
    this.refresh = null;
    this.root.append(element("div", { class: "ws-card ws-closed" }, element("h2", {}, t("ws_closed")), element("p", {}, t("ws_how")),
      element("ul", {}, line("tasuki studio --workshop", t("ws_how_alone")), line("tasuki studio --workshop --host 0.0.0.0", t("ws_how_room")))));
  }

  key() {
    const { t } = this.words;
    const input = element("input", { id: "ws-key", type: "password", autocomplete: "off", required: true });
    const problem = element("p", { class: "ws-problem", role: "alert" });
    const enter = async (event) => {
      event.preventDefault();
      this.link.said = input.value.trim();
      await this.link.look();
      if (this.view.role !== "trainer") problem.textContent = t("ws_wrong_key");
    };
    this.refresh = null;
    this.root.append(element("form", { class: "ws-card ws-join", onsubmit: enter }, element("h2", {}, t("ws_title")), element("label", { for: "ws-key" }, t("ws_key")), input, element("p", { class: "hint" }, t("ws_key_where")), problem, element("button", { class: "ws-primary" }, t("ws_enter"))));
  }

  /** The room while it plays. */
  play() {
    const { t } = this.words;
    const where = element("div", { class: "ws-where" });
    const teams = element("ul", { class: "ws-room" });
    const quarter = element("h2", {});
    const track = element("ol", { class: "ws-track", "aria-label": t("ws_played") });
    const problem = element("div", { role: "alert" });
    const run = element("button", { class: "ws-primary", onclick: () => this.run(1) });
    const year = element("button", { onclick: () => this.run(this.ahead) });
    const reveal = element("button", { class: "ws-reveal-button", onclick: () => this.show(1) }, t("ws_reveal"));
    this.root.append(element("div", { class: "ws-trainer" },
      element("section", { class: "ws-card", "aria-label": t("ws_join") }, where, this.again()),
      element("section", { class: "ws-card" }, element("div", { role: "status" }, quarter), track, problem, element("h3", {}, t("ws_teams")), teams, element("div", { class: "row" }, run, year, reveal))));
    this.refresh = () => {
      const { view } = this;
      where.replaceChildren(element("p", {}, t("ws_join_at")), ...view.addresses.map((address) => element("p", { class: "ws-address" }, address)), element("p", {}, t("ws_code")), element("p", { class: "ws-code" }, view.code));
      quarter.textContent = this.busy ? t("ws_running") : view.over ? t("ws_all_played", view) : t("ws_quarter", { ...view, quarter: view.quarter + 1 });
      track.replaceChildren(...Array.from({ length: view.quarters }, (_, at) => element("li", { class: at < view.quarter ? "done" : "", "aria-current": at === view.quarter ? "step" : null }, String(at + 1))));
      drawProblem(problem, this.words, view.problem);
      keepFocus(teams, () => teams.replaceChildren(...TEAMS.map((team) => this.team(team))), run);
      run.textContent = t("ws_run", { quarter: view.quarter + 1 });
      year.textContent = t("ws_run_year", { count: this.ahead });
      run.disabled = this.busy || view.over;
      year.hidden = this.ahead < 2;
      year.disabled = run.disabled;
      reveal.disabled = this.busy || view.quarter === 0;
      run.hidden = view.over;
    };
  }

  get ahead() {
    return Math.min(YEAR, this.view.quarters - this.view.quarter);
  }

  team(team) {
    const { t } = this.words;
    const { people, ready } = this.view.room[team];
    return element("li", { class: ready ? "ready" : "" }, element("b", {}, teamName(this.words, team)), element("span", { class: "ws-state" }, people.length ? t(ready ? "ws_team_ready" : "ws_team_thinks") : ""),
      element("small", {}, people.length ? [t("ws_here", { count: people.length }), ...people.map((person) => this.person(person, team))] : t("ws_nobody")));
  }

  /** Somebody's name, with a button for who joined by mistake. */
  person({ badge, name }, team) {
    const { t } = this.words;
    const named = { name: name || t("ws_guest"), team: teamName(this.words, team) };
    const remove = () => confirm(t("ws_remove_sure", named)) && this.act("remove", { badge });
    const button = element("button", { id: `ws-remove-${badge}`, class: "ws-remove", "aria-label": t("ws_remove", named), title: t("ws_remove", named), onclick: remove }, "×");
    return element("span", { class: "ws-person" }, named.name, button);
  }

  /** Setting up a new round. */
  again() {
    const { t, lang } = this.words;
    const { setting, presets } = this.view;
    const preset = element("select", { id: "ws-preset" }, Object.entries(presets).map(([name, title]) => element("option", { value: name, selected: name === setting.preset }, title[lang])));
    const seed = element("input", { id: "ws-seed", type: "number", min: 0, max: 2 ** 32 - 1, value: setting.seed });
    const quarters = element("input", { id: "ws-quarters", type: "number", min: 1, max: 40, value: setting.quarters });
    const begin = () => this.act("again", { preset: preset.value, seed: Number(seed.value), quarters: Number(quarters.value) });
    const field = (label, input) => element("p", { class: "ws-field" }, element("label", { for: input.id }, t(label)), input);
    return element("details", { class: "ws-again" }, element("summary", {}, t("ws_again")), element("p", { class: "hint" }, t("ws_again_about")),
      field("ws_preset", preset), field("ws_quarters", quarters), field("ws_seed", seed), element("button", { onclick: begin }, t("ws_again_do")));
  }

  /** The reveal, with what moves it on. */
  shown() {
    const { t } = this.words;
    const bar = element("div", { class: "ws-bar ws-no-print", role: "group", "aria-label": t("ws_reveal") });
    const problem = element("div", { role: "alert" });
    const stage = element("div", {});
    const reveal = new Shown(stage, this.shownApp, this.link);
    let drawn = null; // the step whose buttons are there: they stay while somebody presses one
    this.root.append(element("div", { class: "ws-stage" }, bar, problem, stage, element("div", { class: "ws-card ws-no-print" }, this.again())));
    this.refresh = () => {
      const at = STEPS.indexOf(this.view.step);
      const move = (id, to, text, style = "") => element("button", { id, class: style, onclick: () => this.show(to) }, text);
      const back = move("ws-back", at - 1, at === 1 ? t("ws_hide") : t("ws_back"));
      if (drawn !== at) keepFocus(bar, () => bar.replaceChildren(element("span", { role: "status" }, t("ws_step", { step: t(`ws_step_${STEPS[at]}`) })), back,
        ...(at + 1 < STEPS.length ? [move("ws-next", at + 1, t("ws_next", { step: t(`ws_step_${STEPS[at + 1]}`) }), "ws-primary")] : [])), back);
      drawn = at;
      drawProblem(problem, this.words, this.view.problem);
      reveal.update(this.view);
    };
  }

  show(step) {
    return this.act("show", { step });
  }

  async run(quarters) {
    this.busy = true;
    this.refresh();
    await this.act("run", { quarters });
    this.busy = false;
    this.refresh?.();
  }

  async act(what, body) {
    try {
      await this.link.act(what, body);
    } catch (error) {
      this.fail(error);
    }
  }
}
