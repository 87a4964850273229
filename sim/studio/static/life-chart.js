// One customer's life as a band on a time axis: stages, who has them, waiting, states, promises, and money.

import { svg } from "./dom.js";
import { nameOf } from "./inspector.js";

const WIDTH = 960, LEFT = 8, RIGHT = 104;
const STAGE_Y = 4, STAGE_H = 24, OWNER_Y = 30, OWNER_H = 18, STATE_Y = 56, STATE_H = 78, MONEY_Y = 142, MONEY_H = 28, HEIGHT = 188;
const COLOURS = {
  lead: "#dbe4f3", mql: "#c5d5ef", sql: "#a6c1e8", opportunity: "#7fa8de", onboarding: "#d5ead9", implementation: "#b4dcc0", adoption: "#85c79c",
  renewal: "#f3d78f", advocate: "#5fb27f", recycled: "#e4e7ec", pooled: "#eef0f4", dead_end: "#d3d8df", churned: "#efb5b0",
};
const LINES = [
  ["interest", "#7a5c1f", "2 3", (week) => (BEFORE.has(week.stage) ? week.interest : null)],
  ["expectation", "#b45309", "7 4", (week) => (AFTER.has(week.stage) ? week.expectation : null)],
  ["satisfaction", "#7c3aed", "1 4", (week) => (AFTER.has(week.stage) ? 0.5 + 0.5 * week.satisfaction : null)],
  ["adoption", "#0b57d0", null, (week) => (AFTER.has(week.stage) ? week.adoption : null)],
  ["success", "#14213d", "10 3", (week) => (AFTER.has(week.stage) ? week.success : null)],
];
const BEFORE = new Set(["lead", "mql", "sql", "opportunity"]);
const AFTER = new Set(["onboarding", "implementation", "adoption", "renewal", "advocate"]);
const LETTER = 7.2; // pixels of a letter, of a Japanese one nearly twice as many
const LINE_HEIGHT = 13;
const LEAP = 0.02;

/** From which week to which a pair of lives is shown. */
export function span(lives) {
  const first = Math.min(...lives.flatMap((life) => life.moves.slice(0, 1).map((move) => move.week)), lives[0].horizon - 4);
  return [Math.max(0, first - 3), lives[0].horizon];
}

/** The least and the most that any of the lives was worth, nothing included. */
export function range(lives) {
  const values = lives.flatMap((life) => life.weeks.map((week) => week.value));
  return [Math.min(0, ...values), Math.max(0, ...values)];
}

/** Draw a life. weeks, money: from what to what; parting: where two lives part; pick(week): hears of a move clicked. */
export function lifeChart(life, { weeks: [from, to], money: amounts, parting, words, label, pick }) {
  const x = (week) => LEFT + ((week - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  const node = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "life", role: "img", "aria-label": label });
  node.append(hatching(), ...axis(from, to, x, words), ...waits(life, x), ...stages(life, x, words), ...owners(life, x, words, parting ? x(parting.week) : null), ...states(life, x, words), ...promises(life, x, words), ...money(life, x, amounts, words));
  if (parting) node.append(svg("line", { x1: x(parting.week), x2: x(parting.week), y1: 0, y2: HEIGHT - 14, class: "parting" }));
  node.append(...life.moves.map((move) => marker(move, x, pick)));
  return node;
}

const long = (words) => [...words].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 255 ? 1.75 : 1) * LETTER, 0);

function hatching() {
  const line = svg("path", { d: "M0 8 L8 0", stroke: "#9aa5b8", "stroke-width": 1 });
  return svg("defs", {}, svg("pattern", { id: "waiting", width: 8, height: 8, patternUnits: "userSpaceOnUse" }, line));
}

function axis(from, to, x, { t, lang }) {
  const step = to - from > 160 ? 26 : 13, found = [];
  for (let week = Math.ceil(from / step) * step; week <= to; week += step) {
    const month = Math.round((week * 12) / 52);
    found.push(svg("line", { x1: x(week), x2: x(week), y1: STATE_Y, y2: HEIGHT - 14, class: "grid" }));
    found.push(svg("text", { x: x(week), y: HEIGHT - 2, class: "tick", "text-anchor": "middle" }, lang === "ja" ? `${month}${t("month")}` : `${t("month")} ${month}`));
  }
  for (const part of [0, 0.5, 1]) found.push(svg("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: STATE_Y + STATE_H * part, y2: STATE_Y + STATE_H * part, class: "grid" }));
  return found;
}

/** Stretches of weeks in a row with the same value of `of`. */
export function stretches(weeks, of) {
  const found = [];
  for (const week of weeks) {
    const value = of(week), last = found.at(-1);
    if (last && last.value === value && last.to === week.week) last.to = week.week + 1;
    else found.push({ value, from: week.week, to: week.week + 1 });
  }
  return found;
}

function stages(life, x, { t }) {
  return stretches(life.weeks, (week) => week.stage).flatMap(({ value, from, to }) => {
    const width = Math.max(x(to) - x(from) - 1, 1), name = t(`stage_${value}`);
    const box = svg("rect", { x: x(from), y: STAGE_Y, width, height: STAGE_H, fill: COLOURS[value], class: value === "churned" ? "gone" : "" }, svg("title", {}, name));
    return long(name) < width - 4 ? [box, svg("text", { x: x(from) + 5, y: STAGE_Y + 16.5, class: "name" }, name)] : [box];
  });
}

function owners(life, x, words, line) {
  return stretches(life.weeks, (week) => week.seat).filter(({ value }) => value >= 0).flatMap(({ value, from, to }) => {
    const width = Math.max(x(to) - x(from) - 1, 1), name = nameOf(life, value, words);
    const shown = [name, nameOf(life, value, words, true)].find((one) => long(one) * 0.88 < width - 4);
    const box = svg("rect", { x: x(from), y: OWNER_Y, width, height: OWNER_H, class: "owner" }, svg("title", {}, name));
    const begin = x(from) + 4;
    const crossed = shown && line !== null && line > begin - 3 && line < begin + 12; // the first letters would be crossed out
    return shown ? [box, svg("text", { x: crossed ? line + 4 : begin, y: OWNER_Y + 13, class: "who" }, shown)] : [box];
  });
}

function waits(life, x) {
  return stretches(life.weeks, (week) => week.waiting >= 1 && BEFORE.has(week.stage)).filter(({ value }) => value).map(({ from, to }) => svg("rect", { x: x(from), y: STATE_Y, width: x(to) - x(from), height: STATE_H, fill: "url(#waiting)", class: "waiting" }));
}

function states(life, x, { t }) {
  const y = (value) => STATE_Y + STATE_H * (1 - Math.max(0, Math.min(value, 1)));
  const ends = [];
  const lines = LINES.map(([name, colour, dashes, of]) => {
    let path = "", pen = "M", last = null, before = -2;
    for (const week of life.weeks) {
      const value = of(week);
      if (value === null) continue;
      if (week.week !== before + 1) pen = "M";
      path += `${pen}${x(week.week + 0.5).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = "L";
      before = week.week;
      last = { x: x(week.week + 0.5), y: y(value) };
    }
    if (last) ends.push({ ...last, name: t(`lives_${name}`), colour });
    return svg("path", { d: path, fill: "none", stroke: colour, "stroke-width": 2, "stroke-dasharray": dashes });
  });
  return [...lines, ...endLabels(ends)];
}

/** Names at the ends of lines, apart from one another. */
function endLabels(ends) {
  ends.sort((one, other) => one.y - other.y);
  let above = STATE_Y - 6;
  for (const end of ends) end.y = above = Math.max(end.y + 4, above + LINE_HEIGHT);
  let below = STATE_Y + STATE_H + LINE_HEIGHT;
  for (const end of ends.toReversed()) end.y = below = Math.min(end.y, below - LINE_HEIGHT);
  return ends.map(({ x, y, name, colour }) => {
    const right = x > WIDTH - RIGHT - 40;
    return svg("text", { x: right ? WIDTH - RIGHT + 6 : x + 5, y, fill: colour, class: "line-name" }, name);
  });
}

function promises(life, x, { t }) {
  return life.weeks.flatMap((week, at) => {
    const before = at ? life.weeks[at - 1].promise : 0;
    if (week.promise <= before + LEAP || !(BEFORE.has(week.stage) || week.stage === "onboarding" || week.stage === "implementation")) return [];
    const here = x(week.week + 0.5);
    return [svg("path", { d: `M${here - 6} ${STATE_Y - 7} h12 l-6 9 z`, class: "promise" }, svg("title", {}, t("lives_promise")))];
  });
}

function money(life, x, [low, high], { plain, t }) {
  if (!life.weeks.length) return [];
  const y = (value) => MONEY_Y + MONEY_H * (1 - (value - low) / (high - low || 1));
  const path = life.weeks.map((week, at) => `${at ? "L" : "M"}${x(week.week + 1).toFixed(1)} ${y(week.value).toFixed(1)}`).join("");
  const last = life.weeks.at(-1);
  return [
    svg("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(0), y2: y(0), class: "zero" }),
    svg("path", { d: `${path}L${x(last.week + 1).toFixed(1)} ${y(0)}L${x(life.weeks[0].week + 1).toFixed(1)} ${y(0)}Z`, class: last.value >= 0 ? "gain" : "loss" }),
    svg("path", { d: path, class: "money" }),
    svg("text", { x: WIDTH - RIGHT + 6, y: Math.max(y(last.value) + 4, MONEY_Y + 12), class: "line-name" }, `${t("lives_money")} ${plain(last.value, "USD")}`),
  ];
}

function marker(move, x, pick) {
  const here = x(move.week + move.hour / 40);
  return svg("circle", { cx: here, cy: STAGE_Y + STAGE_H + 1, r: 4, class: `marker ${move.speaker}`, onclick: () => pick(move.week) }, svg("title", {}, `${move.week}`));
}
