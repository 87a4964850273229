// Watch's buttons and its legend.

import { element } from "./dom.js";
import { FIT, LEFT, LOST } from "./looks.js";

const SPEEDS = [0.5, 1, 2, 8];

/** A button of Watch, named by its words. */
export function button({ t }, name, text, act) {
  return element("button", { class: `watch-${name}`, "aria-label": t(`watch_${name}`), title: t(`watch_${name}`), onclick: act }, text);
}

/** A row of buttons of which one is pressed; `choose(value)` may hand back another value that is pressed instead. */
export function choice(words, name, options, chosen, choose) {
  const group = element("div", { class: `watch-choice ${name}`, role: "group", "aria-label": words.t(`watch_${name}`) });
  const press = (value) => {
    for (const one of group.children) one.setAttribute("aria-pressed", String(one.value === value));
  };
  group.append(...options.map(([value, text]) => element("button", { value, "aria-pressed": "false", onclick: () => press(choose(value) ?? value) }, text)));
  press(chosen);
  return group;
}

/** The row above the pictures: time, speed, and which companies are shown. */
export function controlBar(screen) {
  const { words } = screen;
  const arms = [["", words.t("watch_both")], ["0", "A"], ["1", "B"]];
  return element("div", { class: "watch-bar", role: "group", onkeydown: (event) => screen.key(event) },
    screen.playButton, button(words, "quarter_back", "«", () => screen.toQuarter(-1)), button(words, "back", "‹", () => screen.step(-1)),
    button(words, "on", "›", () => screen.step(1)), button(words, "quarter_on", "»", () => screen.toQuarter(1)), screen.scrub, screen.moment,
    choice(words, "speed", SPEEDS.map((speed) => [String(speed), `${speed}×`]), String(screen.speed), (value) => screen.setSpeed(Number(value))),
    screen.films.length > 1 ? choice(words, "show", arms, screen.show === null ? "" : String(screen.show), (value) => screen.setShow(value)) : null);
}

/** The row below: colours, what staff cannot know, legend. */
export function foot(screen) {
  const hide = element("input", { type: "checkbox", role: "switch", onchange: () => screen.setHidden(hide.checked) });
  hide.checked = screen.hidden;
  return element("div", { class: "watch-foot" }, screen.colours, element("label", { class: "watch-hide" }, hide, screen.words.t("watch_hide")), screen.legend);
}

/** What colours, shapes and washes mean. */
export function drawLegend(node, film, colour, { t }) {
  const [low, high] = colour === "health" ? ["sick", "well"] : ["low", "high"];
  const shape = (at) => (colour !== "health" && (at + 1) / FIT.length <= film.unfit_below ? "square" : "round");
  node.replaceChildren(
    element("span", {}, `${t(`watch_legend_${low}`)} `, ...FIT.map((shade, at) => sample(shape(at), shade)), ` ${t(`watch_legend_${high}`)}`),
    element("span", {}, sample("round", LOST), t("watch_legend_lost")),
    element("span", {}, sample("cross", LEFT), t("watch_legend_left")),
    element("span", {}, element("i", { class: "sample wash", "aria-hidden": "true" }), t("watch_legend_over", { weeks: film.overload_from })),
    element("span", {}, t("watch_legend_dot", { every: film.every })),
  );
}

function sample(kind, colour) {
  const node = element("i", { class: `sample ${kind}`, "aria-hidden": "true" });
  node.style.color = colour;
  return node;
}
