// Words and numbers in the visitor's language. Estimates are written as in reports (sim/report/words.py).

import { UNITS, WORDS } from "./words.js";

const MINUS = "\u2212";
const MONEY = {
  en: [[1e9, "$", "B"], [1e6, "$", "M"], [1e3, "$", "k"], [1, "$", ""]],
  ja: [[1e8, "", "億ドル"], [1e4, "", "万ドル"], [1, "", "ドル"]],
};
const AFTER = {
  share: { en: " %", ja: "％" },
  points: { en: " points", ja: "ポイント" },
  months: { en: " months", ja: "か月" },
};

/** The language to begin with: the browser's, if it is one of ours. */
export function usualLanguage() {
  return navigator.language.startsWith("ja") ? "ja" : "en";
}

/** Words and numbers of one language. */
export function speak(lang) {
  function t(key, values = {}) {
    return fill(WORDS[key][lang], values);
  }
  /** How an estimate is written: divisor, decimals and unit, the same for its interval. */
  function style({ mean, low = null, high = null }, unit) {
    const ends = [mean, low, high].filter((end) => end !== null).map(Math.abs);
    const most = Math.max(...ends);
    if (unit.startsWith("USD")) {
      const [divisor, before, after] = MONEY[lang].find(([from]) => most >= from) ?? MONEY[lang].at(-1);
      const decimals = most / divisor >= 100 || divisor === 1 ? 0 : most / divisor >= 10 ? 1 : 2;
      return { divisor, before, after, decimals };
    }
    const divisor = unit === "share" || unit === "points" ? 0.01 : 1;
    const half = low === null || high === null ? 0 : (high - low) / 2;
    const clear = low !== null && high !== null && low * high > 0;
    const resolution = clear ? Math.min(half, ...ends) : half || most / 20;
    const decimals = unit === "month" ? 0 : fine(resolution / divisor, most / divisor);
    return { divisor, before: "", after: AFTER[unit]?.[lang] ?? "", decimals };
  }
  function bare(value, { divisor, decimals }) {
    const text = (Math.abs(value) / divisor).toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    const zero = Number(text.replaceAll(",", "")) === 0;
    return value < 0 && !zero ? MINUS + text : text;
  }
  function full(value, form) {
    const text = bare(Math.abs(value), form);
    const zero = Number(text.replaceAll(",", "")) === 0;
    return `${value < 0 && !zero ? MINUS : ""}${form.before}${text}${form.after}`;
  }
  /** An estimate's number with its unit; `signed` writes + before what is positive. */
  function number(estimate, unit, { signed = false } = {}) {
    if (estimate?.mean === null || estimate?.mean === undefined) return "–";
    const text = full(estimate.mean, style(estimate, unit));
    return signed && estimate.mean > 0 ? `+${text}` : text;
  }
  /** An estimate's 95 % interval in brackets; nothing where there is none. */
  function interval(estimate, unit) {
    if (!estimate || estimate.low === null || estimate.low === undefined) return "";
    const form = style(estimate, unit);
    return `[${bare(estimate.low, form)}, ${estimate.high === null ? "∞)" : `${bare(estimate.high, form)}]`}`;
  }
  /** A value that is known, such as an axis' tick or a control's: no more decimals than it has. */
  function plain(value, unit = "") {
    if (!Number.isFinite(value)) return "–";
    if (unit.startsWith("USD")) return full(value, style({ mean: value }, unit));
    const divisor = unit === "share" || unit === "points" ? 0.01 : 1;
    const text = Math.abs(value / divisor).toLocaleString("en", { maximumFractionDigits: divisor === 1 ? 3 : 1 });
    return `${value < 0 && text !== "0" ? MINUS : ""}${text}${AFTER[unit]?.[lang] ?? ""}`;
  }
  /** A declared unit in words; empty where there is none. */
  function unit(name) {
    if (name === "-" || name === "switch") return "";
    return lang === "ja" ? UNITS[name] ?? name : name;
  }
  return { lang, t, number, interval, plain, style, full, unit };
}

function fine(resolution, size) {
  if (resolution >= 0.5 || size >= 1000 || size === 0) return 0;
  return resolution >= 0.05 ? 1 : 2;
}

function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}
