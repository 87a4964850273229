// The page's frame: tabs, tools, language, state.
//
// A tab is a module with the name of the tab (explore.js, watch.js, …), loaded when it is first opened:
//
//     export function mount(root, app) { …; return { update(value, before) {…}, unmount() {…} }; }
//
//   root   an empty element; everything of the tab goes into it, and is taken away when the tab is left.
//   app.state      state.js: app.state.value, app.state.set(patch, {merge}), app.state.subscribe(heard)
//   app.words      i18n.js in the visitor's language: app.words.t("key"), .number(estimate, unit), .interval(…)
//   app.get(path), app.post(path, body, signal)    api.js; a refusal throws Refusal with .detail
//   app.presets    shipped scenarios by name: {title: {en, ja}, description, values}
//   app.title(arm) what an arm (0 or 1) is called, as text
//   app.tell(text) says something to screen readers alone, app.note(text) to everybody; app.fail(error) shows an error
//   app.standing(well)    whether the server answers
//   app.caption({seed, done, planned, version, hash})    fills the line at the foot of the page
//
// Both functions handed back are optional. update is called after every change of state but that of the language,
// upon which the tab is mounted anew. What must survive that, and belongs in a link, goes to state.view ("watch.week").
// Words go to words.js, in both languages. Elements are made by dom.js, charts by charts.js. Colours and spacing are
// variables of studio.css: --a (grey, dashed) for the baseline, --b (blue, solid) for the other arm, never colour alone.
// No inline style attributes or scripts: the content policy refuses them; set node.style.… or a class.
// For an endpoint of the server see sim/studio/__init__.py.

import { get, post } from "./api.js";
import { element } from "./dom.js";
import { spoken } from "./errors-ja.js";
import { speak, usualLanguage } from "./i18n.js";
import { createState } from "./state.js";

const TABS = ["explore", "watch", "lives", "workshop", "learn"];
const KEPT_SECONDS = 6;
const TYPED = "textarea, input:not([type=range], [type=checkbox], [type=radio], [type=file])"; // they undo by themselves

const state = createState(TABS);
const app = { state, get, post, words: null, presets: Object.create(null), title, tell, note, fail, caption, standing };
const presets = get("/api/presets").then((answer) => Object.assign(app.presets, answer.presets)).catch(fail);
let shown = { tab: null, handle: null };

function title(at) {
  const arm = state.value.arms[at];
  const named = arm.changes[`title.${app.words.lang}`] ?? app.presets[arm.preset]?.title[app.words.lang] ?? arm.preset;
  return String(named);
}

function tell(text) {
  document.getElementById("announcement").textContent = text;
}

function note(text) {
  tell(text);
  toast(text, { class: "toast calm" });
}

function fail(error) {
  toast(describe(error.detail ?? { message: error.message }), { class: "toast", role: "alert" });
}

function toast(text, attributes) {
  const shown = element("div", attributes, text);
  document.getElementById("toasts").append(shown);
  setTimeout(() => shown.remove(), 1000 * KEPT_SECONDS);
}

function standing(well) {
  const notice = document.getElementById("lost");
  notice.hidden = well;
  notice.textContent = well ? "" : app.words.t("connection_lost");
}

/** An error in one line: where, what, what to do. */
function describe({ message, remedy, file, line, key, value }) {
  const [what, then] = [message, remedy ?? ""].map((text) => spoken(text, app.words.lang).text);
  const place = [file && line ? `${file}:${line}` : file, key].filter(Boolean).join(": ");
  return `${place ? `${place}: ` : ""}${what}${value ? ` (${value})` : ""}${then ? ` → ${then}` : ""}`;
}

function caption(values) {
  document.getElementById("caption").textContent = app.words.t("caption", values);
}

function drawTabs() {
  const tabs = document.querySelector(".tabs");
  tabs.setAttribute("aria-label", app.words.t("tabs"));
  tabs.replaceChildren(...TABS.map((name) => element("button", {
    role: "tab", id: `tab-${name}`, "aria-controls": "view", "aria-selected": String(name === state.value.tab),
    tabindex: name === state.value.tab ? 0 : -1, onclick: () => state.set({ tab: name }), onkeydown: moveAlong,
  }, app.words.t(name))));
}

function moveAlong(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const next = TABS[(TABS.indexOf(state.value.tab) + step + TABS.length) % TABS.length];
  state.set({ tab: next });
  document.getElementById(`tab-${next}`).focus();
}

function drawTools() {
  const { t } = app.words;
  const button = (name, act, attributes = {}) => element("button", { id: `tool-${name}`, onclick: act, ...attributes }, t(name));
  const tools = document.querySelector(".tools");
  tools.setAttribute("aria-label", t("tools"));
  tools.replaceChildren(
    button("undo", state.undo, { disabled: !state.canUndo, "aria-keyshortcuts": "Control+Z" }),
    button("redo", state.redo, { disabled: !state.canRedo, "aria-keyshortcuts": "Control+Shift+Z" }),
    button("reset", () => state.reset()),
    button("link", copyLink),
    button("language", () => state.set({ lang: app.words.lang === "en" ? "ja" : "en" }), { lang: app.words.lang === "en" ? "ja" : "en" }),
  );
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(state.link);
    note(app.words.t("copied"));
  } catch (error) {
    fail(error);
  }
}

async function showTab(name) {
  const root = document.getElementById("view");
  shown.handle?.unmount?.();
  shown = { tab: name, handle: null };
  root.replaceChildren();
  for (const noted of Object.keys(root.dataset)) delete root.dataset[noted]; // by the tab that was left, of what it showed
  root.setAttribute("aria-labelledby", `tab-${name}`);
  document.getElementById("caption").textContent = "";
  try {
    const [module] = await Promise.all([import(`./${name}.js`), presets]);
    if (shown.tab === name && !root.childElementCount) shown.handle = module.mount(root, app) ?? null;
  } catch (error) {
    console.error(error);
    if (shown.tab === name) root.append(element("p", { class: "coming" }, app.words.t("failed_tab")));
  }
}

function takeLanguage() {
  const wanted = state.value.lang;
  app.words = speak(wanted === "ja" || wanted === "en" ? wanted : usualLanguage());
  document.documentElement.lang = app.words.lang;
  for (const node of document.querySelectorAll("[data-words]")) node.textContent = app.words.t(node.dataset.words);
}

function changed(value, before) {
  const spoken = value.lang !== before.lang;
  if (spoken) takeLanguage();
  const tab = TABS.includes(value.tab) ? value.tab : TABS[0];
  const focused = document.activeElement?.id;
  if (spoken || value.tab !== before.tab) drawTabs();
  if (spoken) drawTools();
  document.getElementById("tool-undo").disabled = !state.canUndo;
  document.getElementById("tool-redo").disabled = !state.canRedo;
  if (focused && focused !== document.activeElement?.id) document.getElementById(focused)?.focus();
  if (spoken || tab !== shown.tab) showTab(tab);
  else shown.handle?.update?.(value, before);
}

function keys(event) {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || event.target.matches(TYPED)) return;
  event.preventDefault();
  if (event.shiftKey) state.redo();
  else state.undo();
}

/** To the content; the link's address is not followed, since addresses are the visitor's state. */
function skip(event) {
  event.preventDefault();
  document.getElementById("main").focus();
}

takeLanguage();
drawTabs();
drawTools();
addEventListener("keydown", keys);
document.querySelector(".skip").addEventListener("click", skip);
state.subscribe(changed);
showTab(TABS.includes(state.value.tab) ? state.value.tab : TABS[0]);
