// The drawer of all assumptions: every declared parameter can be found, read with its source, and changed.

import { declaration, moved, setValues, valueOf } from "./controls.js";
import { element } from "./dom.js";

const MOST_SHOWN = 40;

/** Opens the drawer. */
export async function openAssumptions(app) {
  const { t } = app.words;
  const { assumptions } = await app.get("/api/assumptions");
  const list = element("div", { class: "assumptions" });
  const count = element("p", { class: "hint", role: "status" });
  const search = element("input", { type: "search", "aria-label": t("search"), placeholder: t("search"), oninput: fill });
  const dialog = element("dialog", { class: "drawer", "aria-label": t("assumptions"), onclose: () => dialog.remove() },
    element("div", { class: "drawer-head" }, element("h2", {}, t("assumptions")), search, element("button", { onclick: () => dialog.close() }, t("close"))),
    element("p", { class: "hint" }, t("assumptions_note", { arm: "AB"[moved(app)] })), count, list);

  function fill() {
    const wanted = search.value.toLowerCase().split(/\s+/);
    const found = assumptions.filter(({ key, meaning, source }) => wanted.every((word) => `${key} ${meaning.en} ${meaning.ja} ${source.en} ${source.ja}`.toLowerCase().includes(word)));
    const shown = found.slice(0, MOST_SHOWN);
    count.textContent = t("found", { count: found.length, shown: shown.length });
    list.replaceChildren(...shown.map((one) => assumption(app, one)));
  }
  document.body.append(dialog);
  fill();
  dialog.showModal();
  search.focus();
}

function assumption(app, one) {
  const field = input(app, one);
  return element("section", { class: "assumption" }, element("label", {}, element("code", {}, one.key), field), declaration(app, { ...one, key: "" }));
}

function input(app, { key, kind, choices, low, high }) {
  const value = valueOf(app, moved(app), key);
  const write = (taken) => setValues(app, { [key]: taken }, key);
  if (kind === "switch") {
    const box = element("input", { type: "checkbox", onchange: () => write(box.checked) });
    box.checked = value;
    return box;
  }
  if (choices) {
    const select = element("select", { onchange: () => write(select.value) }, choices.map((each) => element("option", { value: each }, each)));
    select.value = value;
    return select;
  }
  const numeric = kind !== "text";
  const field = element("input", { type: numeric ? "number" : "text", value, min: low, max: high, step: kind === "whole" ? 1 : "any", onchange: take });
  function take() {
    if (field.value !== "" && field.reportValidity()) write(numeric ? Number(field.value) : field.value);
  }
  return field;
}
