// The two companies: what is in A and in B, copying, swapping, YAML out and in.

import { moved } from "./controls.js";
import { download, element, say } from "./dom.js";
import { spoken } from "./errors-ja.js";

const MOST_SEED = 2 ** 32 - 1;
const REPLICATIONS = [2, 200]; // fewest, most

/** The panel in `host`; the function handed back brings it up to date. */
export function drawCompanies(host, app) {
  const { t, lang } = app.words;
  const cards = [0, 1].map((at) => card(app, at));
  const moving = element("fieldset", { class: "moving" }, element("legend", {}, t("moving")), [0, 1].map((at) => choice(app, at)));
  const button = (name, act) => element("button", { class: "small", onclick: act }, t(name));
  const arms = () => app.state.value.arms;
  host.append(
    ...cards.map((one) => one.node),
    moving,
    element("details", { class: "company" }, element("summary", {}, t("luck")),
      element("div", { class: "row" }, button("copy_arm", () => app.state.set({ arms: [arms()[0], arms()[0]] })), button("swap", () => app.state.set({ arms: [arms()[1], arms()[0]] }))),
      element("div", { class: "row numbers" }, number(app, "seed", 0, MOST_SEED), number(app, "replications", ...REPLICATIONS))),
  );
  host.setAttribute("lang", lang);
  return () => {
    cards.forEach((one) => one.refresh());
    moving.querySelectorAll("input").forEach((input, at) => { input.checked = at === moved(app); });
    host.querySelectorAll("input[type=number]").forEach((input) => { input.value = app.state.value[input.name]; });
  };
}

function card(app, at) {
  const { t, lang } = app.words;
  const arm = "AB"[at];
  const kind = arm.toLowerCase();
  const set = (company, luck = {}) => app.state.set({ arms: app.state.value.arms.map((one, other) => (other === at ? company : one)), ...luck });
  const select = element("select", { id: `preset-${kind}`, "aria-label": t("preset", { arm }), onchange: () => set({ preset: select.value, changes: {} }) },
    Object.entries(app.presets).map(([name, { title }]) => element("option", { value: name }, title[lang])));
  const count = element("span", { class: "count" });
  const about = element("p", { class: "described" });
  const file = element("input", { type: "file", accept: ".yaml,.yml", class: "visually-hidden", tabindex: -1, "aria-hidden": "true", id: `file-${kind}`, onchange: take });
  const problem = element("div", { role: "alert" });

  async function save() {
    const { arms, seed, replications } = app.state.value;
    const { preset, changes } = arms[at];
    const whole = { preset, changes: { ...changes, "run.seed": seed, "run.replications": replications } };
    try {
      download(`${preset}-${kind}.yaml`, await app.post("/api/scenario/write", whole), "application/yaml");
    } catch (error) {
      problem.replaceChildren(trouble(app, error.detail ?? { message: error.message }));
    }
  }
  async function take() {
    problem.replaceChildren();
    try {
      const { company, seed, replications } = await app.post("/api/scenario/read", { yaml: await file.files[0].text() });
      const [fewest, most] = REPLICATIONS;
      set(company, { seed, replications: Math.min(Math.max(replications, fewest), most) });
      app.note(t("loaded", { arm }));
    } catch (error) {
      problem.replaceChildren(trouble(app, error.detail ?? { message: error.message }));
    }
    file.value = "";
  }
  const button = (name, act) => element("button", { class: "small", onclick: act, id: `${name}-${kind}` }, t(name, { arm }));
  const clear = button("clear_arm", () => set({ preset: app.state.value.arms[at].preset, changes: {} }));
  const node = element("section", { class: `company ${kind}`, "aria-label": t(`arm_${kind}`) },
    element("div", { class: "company-head" }, element("strong", { class: `letter ${kind}` }, arm), select),
    element("details", {}, element("summary", {}, count), about, element("div", { class: "row" }, clear, button("save_yaml", save), button("load_yaml", () => file.click()), file)),
    problem,
  );
  return {
    node,
    refresh() {
      const company = app.state.value.arms[at];
      const changes = Object.keys(company.changes).filter((key) => !/^(name|title|description)(\.|$)/.test(key)).length;
      select.value = company.preset;
      say(count, changes ? t("changes", { count: changes }) : t("unchanged"));
      say(about, company.changes[`title.${lang}`] ?? app.presets[company.preset]?.description[lang] ?? "");
      clear.disabled = !Object.keys(company.changes).length;
    },
  };
}

function choice(app, at) {
  const input = element("input", { type: "radio", name: "moving", value: "ab"[at], onchange: () => app.state.set({ view: { ...app.state.value.view, "explore.moving": "ab"[at] } }) });
  return element("label", { class: `letter ${"ab"[at]}` }, input, "AB"[at]);
}

function number(app, name, low, high) {
  const input = element("input", { type: "number", name, min: low, max: high, onchange: take });
  function take() {
    const value = Math.round(Number(input.value));
    if (value >= low && value <= high) app.state.set({ [name]: value });
    else input.value = app.state.value[name];
  }
  return element("label", {}, app.words.t(name), input);
}

/** An error in full: where, what, what to do. All of it is text. */
export function trouble(app, { message, remedy, file, line, key, value, more }) {
  const { t, lang } = app.words;
  const [what, then] = [message, remedy ?? ""].map((text) => spoken(text, lang));
  const place = [file, line && t("line", { line }), key].filter(Boolean).join(" · ");
  return element("div", { class: "trouble" },
    element("strong", {}, t("error_title")),
    place && element("p", { class: "place" }, place),
    element("p", {}, element("span", { lang: what.lang }, what.text), value ? ` (${value})` : ""),
    remedy && element("p", {}, `${t("remedy")}: `, element("span", { lang: then.lang }, then.text)),
    more ? element("p", {}, t("more_problems", { count: more })) : null,
  );
}
