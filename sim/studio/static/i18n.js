// Words and numbers in the visitor's language. Estimates are written as in reports (sim/report/words.py).

import { WORDS } from "./words.js";

const MINUS = "\u2212";
const MOST_DECIMALS = 6;
const FORMATS = {}; // by decimals: to make one takes many times longer than to use it
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
  function style(estimate, unit) {
    const form = written(estimate, unit);
    return form.clear && unit !== "month" ? { ...form, decimals: visible(form.least / form.divisor, form.decimals) } : form;
  }
  function written({ mean, low = null, high = null }, unit) {
    const ends = [mean, low, high].filter((end) => end !== null).map(Math.abs);
    const most = Math.max(...ends);
    const least = Math.min(...ends);
    const clear = low !== null && high !== null && low * high > 0;
    if (unit.startsWith("USD")) {
      const [divisor, before, after] = MONEY[lang].find(([from]) => most >= from) ?? MONEY[lang].at(-1);
      const shown = most / divisor;
      const whole = shown >= (divisor === 1 ? 10 : 100) || shown === 0; // dollars for each dollar need their cents
      const decimals = whole ? 0 : shown >= 10 ? 1 : 2;
      return { divisor, before, after, decimals, clear, least };
    }
    const divisor = unit === "share" || unit === "points" ? 0.01 : 1;
    const half = low === null || high === null ? 0 : (high - low) / 2;
    const resolution = (clear ? Math.min(half, least) : half) || most / 20;
    const decimals = unit === "month" ? 0 : fine(resolution / divisor, most / divisor);
    return { divisor, before: "", after: AFTER[unit]?.[lang] ?? "", decimals, clear, least };
  }
  function bare(value, { divisor, decimals }) {
    const text = grouped(Math.abs(value) / divisor, decimals, decimals);
    return value < 0 && isSeen(value, { divisor, decimals }) ? MINUS + text : text;
  }
  function full(value, form) {
    const text = bare(Math.abs(value), form);
    return `${value < 0 && isSeen(value, form) ? MINUS : ""}${form.before}${text}${form.after}`;
  }
  /** An estimate's number with its unit; `signed` writes + before what is positive. */
  function number(estimate, unit, { signed = false } = {}) {
    if (estimate?.mean === null || estimate?.mean === undefined) return "–";
    const form = style(estimate, unit);
    const text = full(estimate.mean, form);
    return signed && estimate.mean > 0 && isSeen(estimate.mean, form) ? `+${text}` : text;
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
    const text = grouped(Math.abs(value / divisor), 0, divisor === 1 ? 3 : 1);
    return `${value < 0 && text !== "0" ? MINUS : ""}${text}${AFTER[unit]?.[lang] ?? ""}`;
  }
  return { lang, t, number, interval, plain, style, full };
}

/** A number with its thousands apart, and so many decimals at least and at most. */
function grouped(value, least, most) {
  const form = `${least} ${most}`;
  FORMATS[form] ??= new Intl.NumberFormat("en", { minimumFractionDigits: least, maximumFractionDigits: most });
  return FORMATS[form].format(value);
}

function fine(resolution, size) {
  if (resolution >= 0.5 || size >= 1000 || size === 0) return 0;
  return resolution >= 0.05 ? 1 : 2;
}

/** Decimals with which a clear interval's bound is not written as zero, which would belie the verdict. */
function visible(bound, decimals) {
  let found = decimals;
  while (found < MOST_DECIMALS && !isSeen(bound, { divisor: 1, decimals: found })) found += 1;
  return found;
}

/** Whether a value is more than zero as it is written. */
function isSeen(value, { divisor, decimals }) {
  return Number((Math.abs(value) / divisor).toFixed(decimals)) !== 0;
}

function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}
