// Who was clicked in Watch: a member's pay, load and beliefs, or a customer's life until now.

import { element } from "./dom.js";
import { FIT } from "./looks.js";

/** What a seat is called; `short` where there is little room. */
export function nameOf(film, seat, words, short = false) {
  const { name, first } = film.departments.findLast((one) => one.first <= seat);
  const called = words.t(name), number = seat - first + 1;
  if (short) return `${name.split("_").map((part) => part[0].toUpperCase()).join("")}${number}`;
  return words.lang === "ja" ? `${called}${number}` : `${called} ${number}`;
}

/** Show a member's desk as the server tells it. */
export function drawMember(node, desk, { app, film, arm, hidden, close, customer }) {
  const { t, plain } = app.words;
  const facts = [
    ["attained", plain(desk.attainment, "share")], ["pressure", plain(desk.pressure, "share")],
    ["filled", plain(desk.hours > 0 ? desk.worked / desk.hours : 0, "share")], ["weeks_behind", (desk.hours > 0 ? desk.backlog / desk.hours : 0).toFixed(1)],
    ["morale", plain(desk.morale, "share")], ["skill", desk.skill.toFixed(2)], ["picture", plain(desk.picture, "share")],
  ];
  node.replaceChildren(
    ...head(nameOf(film, desk.seat, app.words) + (desk.here ? "" : ` (${t("watch_vacant")})`), t("watch_at_week", { arm: app.title(arm), week: desk.week }), close, app),
    element("h3", {}, t("watch_pay")),
    desk.pay.length ? element("ul", { class: "pay" }, ...desk.pay.map((kpi) => term(kpi, desk.pay, app.words))) : element("p", {}, t("watch_no_pay")),
    element("dl", {}, ...facts.flatMap(([name, value]) => [element("dt", {}, t(`watch_${name}`)), element("dd", {}, value)])),
    element("h3", {}, t("watch_beliefs", { count: desk.waiting })),
    queue(desk.queue, hidden, customer, app.words),
  );
}

function term({ words: said, weight, scope }, pay, words) {
  const share = weight / pay.reduce((sum, one) => sum + one.weight, 0);
  return element("li", {}, element("b", {}, words.plain(share, "share")), ` ${said[words.lang]} `, element("small", {}, `(${words.t(`watch_${scope}`)})`));
}

function queue(waiting, hidden, customer, words) {
  const { t } = words;
  const headings = [t("lives_number"), t("watch_stage"), t("watch_seen"), ...(hidden ? [] : [t("watch_true")])];
  const rows = waiting.map(({ account, stage, believed, fit }) => element("tr", {},
    element("td", {}, element("button", { class: "link", onclick: () => customer(account) }, String(account))),
    element("td", {}, t(`stage_${stage}`)), element("td", {}, bar(believed)), hidden ? null : element("td", {}, bar(fit))));
  return element("table", { class: "queue" }, element("thead", {}, element("tr", {}, ...headings.map((text) => element("th", { scope: "col" }, text)))), element("tbody", {}, ...rows));
}

function bar(share) {
  const fill = element("i", { class: "meter" });
  fill.style.width = `${Math.round(34 * share)}px`;
  fill.style.background = FIT[Math.min(4, Math.floor(share * 5))];
  return element("span", { class: "metered" }, fill, `${Math.round(100 * share)}`);
}

/** Show a customer's life until the week that is shown. */
export function drawCustomer(node, life, { app, arm, week, hidden, close }) {
  const { t, plain, lang } = app.words;
  const past = life.moves.filter((move) => move.week <= week);
  const now = life.weeks.filter((one) => one.week <= week).at(-1);
  const facts = [["lives_stage", now ? t(`stage_${now.stage}`) : t("stage_market")]];
  if (!hidden) facts.push(["watch_fit", plain(life.fit, "share")]);
  if (now?.believed !== null && now?.believed !== undefined) facts.push(["watch_believed", plain(now.believed, "share")]);
  if (now) facts.push(["lives_money", plain(now.value, "USD")]);
  node.replaceChildren(
    ...head(t("watch_customer", { account: life.account }), app.title(arm), close, app),
    element("dl", {}, ...facts.flatMap(([name, value]) => [element("dt", {}, t(name)), element("dd", {}, value)])),
    element("button", { class: "compare", onclick: () => compare(app, life.account) }, t("watch_compare")),
    element("h3", {}, t("watch_life", { week })),
    past.length ? element("ol", { class: "story" }, ...past.reverse().map((move) => told(move, lang, t))) : element("p", {}, t("watch_nothing")),
  );
}

/** A move in the words of who decided. */
export function told(move, lang, t) {
  const { who, said, because } = move.words[lang];
  return element("li", { class: `said ${move.speaker}`, "data-week": move.week }, element("span", { class: "when" }, t("lives_at", move)), element("b", {}, `${who} `), said, because ? element("small", {}, ` ${because}`) : null);
}

function compare(app, account) {
  app.state.set({ tab: "lives", view: { ...app.state.value.view, "lives.account": String(account) } });
}

/** The button that closes the inspector. */
export const closing = (app, close) => element("button", { class: "close", "aria-label": app.words.t("watch_close"), onclick: close }, "✕");

function head(title, under, close, app) {
  return [
    closing(app, close),
    element("h2", {}, title), element("p", { class: "under" }, under),
  ];
}
