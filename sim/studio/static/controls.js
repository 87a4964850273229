// The panel of controls: which company is in A and B, its incentives as dials, and its declared parameters.

import { contractKey, contractOf, DEPARTMENTS, lagged, lagOf, mixed, SCOPES, scoped, scopeOf, sharedPart } from "./contracts.js";
import { element, say } from "./dom.js";
import { changed } from "./state.js";

const MOST_LAG_WEEKS = 104;
const LUCK = { "run.seed": "seed", "run.replications": "replications" }; // of the page, not of one company

/** A value of an arm, changed or as in its preset. */
export function valueOf(app, at, key) {
  const arm = app.state.value.arms[at];
  if (Object.hasOwn(LUCK, key)) return app.state.value[LUCK[key]];
  if (Object.hasOwn(arm.changes, key)) return arm.changes[key];
  return key.split(".").reduce((part, name) => part?.[name], app.presets[arm.preset]?.values);
}

/** Set values of the arm that is being moved; of both where they belong to the run, which both share. */
export function setValues(app, values, merge) {
  const at = moved(app);
  const patch = { arms: [...app.state.value.arms] };
  for (const [key, value] of Object.entries(values)) {
    if (Object.hasOwn(LUCK, key)) patch[LUCK[key]] = value;
    else for (const arm of key.startsWith("run.") ? [0, 1] : [at]) patch.arms[arm] = changed(patch.arms[arm], key, value);
  }
  app.state.set(patch, { merge: merge && `${at}.${merge}` });
}

/** Which arm the controls move: 0 or 1. */
export const moved = (app) => (app.state.value.view["explore.moving"] === "a" ? 0 : 1);

/** Builds the dials and sliders into `host`; hands back what brings them up to date. */
export function drawControls(host, app, { groups, kpis }) {
  const rows = [];
  if (app.presets.siloed && app.presets.shared) host.append(group(app.words.t("incentives"), dials(app, rows, kpis), true));
  for (const { name, words, controls } of groups) {
    const shown = controls.map((control) => {
      const row = control.kind === "switch" ? toggle(app, control) : slider(app, control);
      rows.push(row);
      return row.node;
    });
    host.append(group(words[app.words.lang], shown, name === "strictness"));
  }
  const refresh = () => rows.forEach((row) => row.refresh());
  refresh();
  return refresh;
}

function group(title, children, open) {
  return element("details", { class: "group", open }, element("summary", {}, title), children);
}

/** A control that is a parameter with a number. */
function slider(app, control) {
  const { key, words, from, to, step } = control;
  const unit = control.unit[app.words.lang];
  const format = (value) => `${app.words.plain(value)}${unit && step >= 1 ? ` ${unit}` : ""}`;
  return row(app, {
    name: words[app.words.lang], id: key, from, to, step, format, about: () => declaration(app, control),
    read: (at) => valueOf(app, at, key),
    write: (value) => setValues(app, { [key]: value }, key),
  });
}

function toggle(app, control) {
  const { key, words } = control;
  const { t, lang } = app.words;
  const input = element("input", { type: "checkbox", role: "switch", id: `control-${key}`, onchange: () => setValues(app, { [key]: input.checked }) });
  const other = element("span", { class: "other" });
  const node = element("div", { class: "control" },
    element("div", { class: "control-head" }, element("label", { for: input.id, class: "switch" }, input, words[lang]), other, about(app, words[lang], () => declaration(app, control))),
  );
  return {
    node,
    refresh() {
      const at = moved(app);
      input.checked = Boolean(valueOf(app, at, key));
      const theirs = Boolean(valueOf(app, 1 - at, key));
      say(other, theirs === input.checked ? "" : t("other_arm", { arm: "AB"[1 - at], value: t(theirs ? "on" : "off") }));
    },
  };
}

/** A slider with its value, the other arm's value, and what it means behind a button. */
function row(app, { name, id, from, to, step, format, about: told, read, write, ends }) {
  const output = element("output", { for: `control-${id}` });
  const other = element("span", { class: "other" });
  const input = element("input", { type: "range", id: `control-${id}`, min: from, max: to, step });
  const ghost = element("span", { class: "ghost", "aria-hidden": "true" });
  input.addEventListener("input", () => write(Number(input.value)));
  const node = element("div", { class: "control" },
    element("div", { class: "control-head" }, element("label", { for: input.id }, name), other, output, about(app, name, told)),
    element("div", { class: "track" }, ghost, input),
    ends && element("div", { class: "ends", "aria-hidden": "true" }, element("span", {}, ends[0]), element("span", {}, ends[1])),
  );
  return {
    node,
    refresh() {
      const at = moved(app);
      const ours = read(at);
      const theirs = read(1 - at);
      if (Number(input.value) !== ours) input.value = ours;
      say(output, format(ours));
      input.setAttribute("aria-valuetext", format(ours));
      const differs = typeof theirs === "number" && Math.abs(theirs - ours) > 1e-9;
      say(other, differs ? app.words.t("other_arm", { arm: "AB"[1 - at], value: format(theirs) }) : "");
      ghost.hidden = !differs;
      if (differs) ghost.style.left = `${(100 * (Math.min(Math.max(theirs, from), to) - from)) / (to - from)}%`;
    },
  };
}

/** A button that opens and closes what `told` says. */
export function about(app, name, told) {
  const box = element("div", { class: "about", hidden: true });
  const button = element("button", { class: "info", "aria-expanded": "false", "aria-label": app.words.t("more_about", { name }), onclick: flip }, "?");
  function flip() {
    box.hidden = !box.hidden;
    button.setAttribute("aria-expanded", String(!box.hidden));
    if (!box.hidden) box.replaceChildren(...[told()].flat());
  }
  return [button, box];
}

/** What a parameter's declaration says, as a list of terms. */
export function declaration(app, { key, meaning, unit, low, high, choices, default: usual, source }) {
  const { t, lang } = app.words;
  const range = choices ? choices.join(", ") : low === null && high === null ? "" : `${low ?? ""} – ${high ?? ""}`;
  const rows = [["meaning", meaning[lang]], ["unit", unit[lang]], ["range", range], ["usual", usual === null ? "" : typeof usual === "boolean" ? t(usual ? "on" : "off") : String(usual)], ["source", source[lang]], ["key", key, "en"]];
  return element("dl", {}, rows.filter(([, text]) => text !== "").flatMap(([name, text, spoken]) => [element("dt", {}, t(name)), element("dd", { lang: spoken }, text)]));
}

function dials(app, rows, kpis) {
  const { t } = app.words;
  const contract = (at, department) => contractOf(valueOf(app, at, contractKey(department)));
  const kinds = (department) => ({
    own: app.presets.siloed.values.departments[department].kpis,
    common: app.presets.shared.values.departments[department].kpis,
  });
  const percent = (value) => app.words.plain(value, "share");
  const each = (change) => Object.fromEntries(DEPARTMENTS.map((department) => [contractKey(department), change(contract(moved(app), department), department)]));
  const mean = (values) => values.reduce((total, value) => total + value, 0) / values.length;
  const all = row(app, {
    name: t("all_departments"), id: "all", from: 0, to: 1, step: 0.05, format: percent, about: () => t("all_about"), ends: [t("silo"), t("common")],
    read: (at) => mean(DEPARTMENTS.map((department) => sharedPart(contract(at, department)))),
    write: (share) => setValues(app, each((terms, department) => mixed(terms, share, kinds(department))), "all"),
  });
  const single = DEPARTMENTS.map((department) => row(app, {
    name: t(department), id: `dial-${department}`, from: 0, to: 1, step: 0.05, format: percent,
    about: () => [element("p", {}, t("dial_about", { department: t(department) })), contractTold(app, contract(moved(app), department), kpis)],
    read: (at) => sharedPart(contract(at, department)),
    write: (share) => setValues(app, { [contractKey(department)]: mixed(contract(moved(app), department), share, kinds(department)) }, department),
  }));
  const lag = row(app, {
    name: t("lag"), id: "lag", from: 0, to: MOST_LAG_WEEKS, step: 4, format: (value) => `${value} ${t("weeks")}`, about: () => t("lag_about"),
    read: (at) => Math.max(...DEPARTMENTS.map((department) => lagOf(contract(at, department)))),
    write: (weeks) => setValues(app, each((terms) => lagged(terms, weeks)), "lag"),
  });
  const scope = scopeChoice(app, contract, each);
  rows.push(all, ...single, lag, scope);
  return [all, ...single, lag, scope].map((one) => one.node);
}

function scopeChoice(app, contract, each) {
  const { t } = app.words;
  const offered = SCOPES.filter((scope) => scope !== "company");
  const select = element("select", { id: "control-scope", onchange: () => setValues(app, each((terms) => scoped(terms, select.value))) },
    offered.map((scope) => element("option", { value: scope }, t(`scope_${scope}`))));
  return {
    node: element("div", { class: "control" }, element("div", { class: "control-head" }, element("label", { for: select.id }, t("scope")), select, about(app, t("scope"), () => t("scope_about")))),
    refresh() { select.value = scopeOf(contract(moved(app), DEPARTMENTS[0])); },
  };
}

function contractTold(app, contract, kpis) {
  const { t, lang } = app.words;
  return element("ul", { class: "terms" }, contract.map(({ weight, metric, scope, target }) => element("li", {}, t("term", {
    weight: app.words.plain(weight, "share"), metric: kpis[metric]?.[lang] ?? metric, scope: t(`scope_${scope}`), target: app.words.plain(target),
  }))));
}
