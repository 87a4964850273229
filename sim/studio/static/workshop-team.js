// The page of those who join a workshop: join a team, decide for its department, see its numbers, see the whole.

import { element } from "./dom.js";
import { speak, usualLanguage } from "./i18n.js";
import { kept, Link, refusal } from "./workshop-link.js";
import { drawNumbers, drawProblem, TEAMS, teamName } from "./workshop-numbers.js";
import { Shown } from "./workshop-shown.js";

const KEPT_SECONDS = 6;
const language = kept("tasuki.lang");
const root = document.getElementById("view");
const app = { words: null, tell, fail };
let link = null;
let view = null;
let page = null; // what is drawn: {of, update}

function tell(text) {
  document.getElementById("announcement").textContent = text;
}

function fail(error) {
  const shown = element("div", { class: "toast", role: "alert" }, refusal(error, app.words));
  document.getElementById("toasts").append(shown);
  setTimeout(() => shown.remove(), 1000 * KEPT_SECONDS);
}

function standing(well) {
  const notice = document.getElementById("lost");
  if (notice.hidden === well) return;
  notice.hidden = well;
  notice.textContent = well ? "" : app.words.t("connection_lost");
}

function speakIn(lang) {
  language.set(lang);
  app.words = speak(lang);
  document.documentElement.lang = lang;
  document.title = `Tasuki ${app.words.t("ws_title")}`;
  for (const node of document.querySelectorAll("[data-words]")) node.textContent = app.words.t(node.dataset.words);
  const button = document.getElementById("tool-language");
  button.textContent = app.words.t("language");
  button.lang = lang === "en" ? "ja" : "en";
  page = null;
  if (view) draw(view);
}

function draw(next) {
  view = next;
  const { t } = app.words;
  document.getElementById("who").textContent = view.role === "team" ? teamName(app.words, view.team) : "";
  const of = !view.open ? "closed" : view.role !== "team" ? "join" : view.step === "playing" ? `play ${view.team} ${view.quarter}` : "shown";
  if (page?.of !== of) {
    root.replaceChildren();
    const made = { closed: drawClosed, join: drawJoin, shown: drawShown }[of] ?? drawPlay;
    page = { of, update: made() };
    if (view.role === "team" && of !== "shown") tell(view.over ? t("ws_all_played", view) : t("ws_quarter", { ...view, quarter: view.quarter + 1 }));
  }
  page.update?.(view);
  drawProblem(document.getElementById("problem"), app.words, view.problem);
}

function drawClosed() {
  root.append(element("p", { class: "coming" }, app.words.t("ws_closed")));
}

function drawJoin() {
  const { t } = app.words;
  const code = element("input", { id: "code", type: "text", required: true, maxlength: 6, autocomplete: "off", autocapitalize: "characters", spellcheck: "false", class: "ws-code-input", "aria-describedby": "code-about" });
  const name = element("input", { id: "name", type: "text", maxlength: 24, autocomplete: "off" });
  const problem = element("p", { class: "ws-problem", role: "alert" });
  const teams = element("fieldset", { class: "ws-teams-choice" }, element("legend", {}, t("ws_team")),
    TEAMS.map((team) => element("label", { class: "ws-answer" }, element("input", { type: "radio", name: "team", value: team, required: true }),
      element("span", {}, element("b", {}, teamName(app.words, team)), element("small", {}, t(`ws_about_${team}`))))));
  async function join(event) {
    event.preventDefault();
    problem.textContent = "";
    try {
      const { token } = await link.ask("/join", { method: "POST", body: JSON.stringify({ code: code.value, team: teams.querySelector(":checked").value, name: name.value }) });
      link.said = token;
      await link.look();
    } catch (error) {
      problem.textContent = refusal(error, app.words);
      code.focus();
    }
  }
  root.append(element("form", { class: "ws-join ws-card", onsubmit: join },
    element("h2", {}, t("ws_join_title")),
    element("label", { for: "code" }, t("ws_code")), code, element("p", { class: "hint", id: "code-about" }, t("ws_code_about")),
    teams, element("label", { for: "name" }, t("ws_name")), name, problem, element("button", { class: "ws-primary", type: "submit" }, t("ws_join"))));
}

function drawPlay() {
  const { t } = app.words;
  const form = view.over ? { node: element("p", { class: "ws-card" }, t("ws_waiting")) } : decisionForm();
  const mates = element("p", { class: "hint" });
  const numbers = element("div", {});
  const leave = element("button", { class: "quiet", onclick: goAway }, t("ws_leave"));
  root.append(element("div", { class: "ws-play" },
    element("section", { "aria-label": t("ws_decide", { quarter: view.quarter + 1 }) }, element("h2", {}, view.over ? t("ws_all_played", view) : t("ws_quarter", { ...view, quarter: view.quarter + 1 })), form.node, mates, leave),
    element("section", { class: "ws-card" }, element("h2", {}, t(view.team === "whole" ? "ws_company_numbers" : "ws_numbers")), numbers)));
  let told = "";
  return (next) => {
    form.update?.(next);
    if (told !== JSON.stringify(next.facts)) {
      told = JSON.stringify(next.facts);
      numbers.replaceChildren();
      drawNumbers(numbers, app.words, next);
    }
    mates.textContent = t("ws_with", { names: next.mates.map((name) => name || t("ws_guest")).join(", ") });
  };
}

async function goAway() {
  try {
    await link.ask("/leave", { method: "POST" });
    link.said = null;
    await link.look();
  } catch (error) {
    fail(error);
  }
}

/** The team's questions; an answer is kept as soon as it is given. */
function decisionForm() {
  const { t, lang } = app.words;
  const { quarter, questions } = view;
  let shown = null;
  let sending = Promise.resolve(); // one after the other: what was said last holds
  let unsent = 0;
  const ready = element("button", { type: "button", class: "ws-primary", "aria-pressed": "false", onclick: () => send(!view.ready) });
  const status = element("p", { class: "hint", role: "status" });
  const node = element("form", { class: "ws-card", onsubmit: (event) => event.preventDefault() },
    element("p", { class: "hint" }, t("ws_decide", { quarter: quarter + 1 })),
    questions.map((question) => element("fieldset", { class: "ws-question" }, element("legend", {}, question[lang]),
      question.answers.map((answer) => element("label", { class: "ws-answer" },
        element("input", { type: "radio", name: question.name, value: answer.name, onchange: () => send(false) }), element("span", {}, answer[lang]))))),
    ready, status);
  const chosen = () => Object.fromEntries(questions.map(({ name }) => [name, node.querySelector(`[name="${name}"]:checked`).value]));

  function send(isReady) {
    const decision = chosen();
    shown = JSON.stringify(decision);
    unsent += 1;
    sending = sending.then(async () => {
      try {
        await link.ask("/decide", { method: "POST", body: JSON.stringify({ decision, quarter, ready: isReady }) });
        status.textContent = t("ws_saved");
      } catch (error) {
        shown = null;
        fail(error);
      }
      unsent -= 1;
      await link.look({ afresh: true });
    });
  }
  function update(next) {
    if (unsent) return; // it would show what was there before
    const draft = JSON.stringify(next.draft);
    if (shown !== null && draft !== shown) status.textContent = t("ws_changed_by");
    shown = draft;
    for (const [name, value] of Object.entries(next.draft)) node.querySelector(`[name="${name}"][value="${value}"]`).checked = true;
    ready.textContent = t(next.ready ? "ws_ready_yes" : "ws_ready");
    ready.setAttribute("aria-pressed", String(next.ready));
  }
  return { node, update };
}

function drawShown() {
  const shown = new Shown(root, app, link);
  return (next) => shown.update(next);
}

function skip(event) {
  event.preventDefault();
  document.getElementById("main").focus();
}

function open() {
  const wanted = new URLSearchParams(location.search).get("lang") ?? language.get();
  document.querySelector(".skip").addEventListener("click", skip);
  document.getElementById("tool-language").addEventListener("click", () => speakIn(app.words.lang === "en" ? "ja" : "en"));
  speakIn(["en", "ja"].includes(wanted) ? wanted : usualLanguage());
  link = new Link("token", { seen: draw, standing });
}

open();
