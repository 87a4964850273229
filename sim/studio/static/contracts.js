// KPI contracts as dials: how much of a department's pay hangs on the common goal, how late that is known, and whose
// result its own number is. A contract is a list of terms {metric, scope, weight, target, volume, lag_weeks, role}.

export const DEPARTMENTS = ["marketing", "inside_sales", "field_sales", "customer_success"];
export const SCOPES = ["own", "department", "company"];

/** The key of a department's contract. */
export const contractKey = (department) => `departments.${department}.kpis`;

const isCommon = (term) => term.scope === "company";
const sum = (terms) => terms.reduce((total, term) => total + term.weight, 0);
const rounded = (value) => Math.round(value * 1e6) / 1e6;

/** The share of pay that hangs on the company's result, 0 to 1. */
export function sharedPart(contract) {
  const all = sum(contract);
  return all > 0 ? sum(contract.filter(isCommon)) / all : 0;
}

/**
 * The contract with `share` of its pay on the common goal. Terms keep their proportions; where there are none of a kind
 * yet, they come from `own` and `common`, the contracts of the siloed and the shared company.
 */
export function mixed(contract, share, { own, common }) {
  const terms = (wanted, otherwise) => {
    const found = contract.filter(wanted);
    return sum(found) > 0 ? found : otherwise;
  };
  const scaled = (found, part) => found.map((term) => ({ ...term, weight: rounded((term.weight / sum(found)) * part) }));
  return [
    ...scaled(terms((term) => !isCommon(term), own), 1 - share),
    ...scaled(terms(isCommon, common), share),
  ].filter((term) => term.weight > 0);
}

/** How much later than the event the common goal is known, in weeks; 0 where there is none. */
export function lagOf(contract) {
  return contract.find(isCommon)?.lag_weeks ?? 0;
}

/** The contract with that lag on every term of the common goal. */
export function lagged(contract, weeks) {
  return contract.map((term) => (isCommon(term) ? { ...term, lag_weeks: weeks } : term));
}

/** Whose result the own number is: the member's or the department's. */
export function scopeOf(contract) {
  return contract.find((term) => !isCommon(term))?.scope ?? "own";
}

/** The contract with its own terms of that scope. */
export function scoped(contract, scope) {
  return contract.map((term) => (isCommon(term) ? term : { ...term, scope }));
}
