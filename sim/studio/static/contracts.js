// KPI contracts as dials: how much of a department's pay hangs on the common goal, how late that is known, and whose
// result its own number is. A contract is a list of terms {metric, scope, weight, target, volume, lag_weeks, role}.

export const DEPARTMENTS = ["marketing", "inside_sales", "field_sales", "customer_success"];
export const SCOPES = ["own", "department", "company"];

/** The key of a department's contract. */
export const contractKey = (department) => `departments.${department}.kpis`;

const kept = new WeakMap(); // the terms of both kinds that a contract made by `mixed` comes from

/** What the address, a file or a preset has as a contract, as one: a damaged one is as far as it can be read. */
export function contractOf(found) {
  const isTerm = (term) => typeof term?.metric === "string" && Number.isFinite(term.weight) && SCOPES.includes(term.scope);
  if (!Array.isArray(found)) return [];
  return found.every(isTerm) ? found : found.map((term) => ({ scope: "own", weight: 1, ...term })).filter(isTerm);
}

const isCommon = (term) => term.scope === "company";
const sum = (terms) => terms.reduce((total, term) => total + term.weight, 0);
const rounded = (value) => Math.round(value * 1e6) / 1e6;

/** The share of pay that hangs on the company's result, 0 to 1. */
export function sharedPart(contract) {
  const all = sum(contract);
  return all > 0 ? sum(contract.filter(isCommon)) / all : 0;
}

/**
 * The contract with `share` of its pay on the common goal. Its weight as a whole stays, and terms keep their
 * proportions. Terms of a kind that it has not are those that it had before the dial took them away, or else come from
 * `own` and `common`, the contracts of the siloed and the shared company.
 */
export function mixed(contract, share, { own, common }) {
  const whole = sum(contract) || 1;
  const before = kept.get(contract);
  const terms = (wanted, ...others) => [contract.filter(wanted), ...others].find((found) => found && sum(found) > 0) ?? [];
  const found = { own: terms((term) => !isCommon(term), before?.own, own), common: terms(isCommon, before?.common, common) };
  const scaled = (part, weight) => part.map((term) => ({ ...term, weight: rounded((term.weight / sum(part)) * weight) }));
  const made = [...scaled(found.own, whole * (1 - share)), ...scaled(found.common, whole * share)].filter(({ weight }) => weight > 0);
  kept.set(made, found);
  return made;
}

/** The contract with every term changed, also those that are taken away for now. */
function each(contract, change) {
  const made = contract.map(change);
  const before = kept.get(contract);
  if (before) kept.set(made, { own: before.own.map(change), common: before.common.map(change) });
  return made;
}

/** How much later than the event the common goal is known, in weeks; 0 where there is none. */
export function lagOf(contract) {
  return contract.find(isCommon)?.lag_weeks ?? 0;
}

/** The contract with that lag on every term of the common goal. */
export function lagged(contract, weeks) {
  return each(contract, (term) => (isCommon(term) ? { ...term, lag_weeks: weeks } : term));
}

/** Whose result the own number is: the member's or the department's. */
export function scopeOf(contract) {
  return contract.find((term) => !isCommon(term))?.scope ?? "own";
}

/** The contract with its own terms of that scope. */
export function scoped(contract, scope) {
  return each(contract, (term) => (isCommon(term) ? term : { ...term, scope }));
}
