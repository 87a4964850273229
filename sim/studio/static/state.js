// The visitor's state: in this page and in its address alone. The server keeps nothing of it.
//
// value = {tab, lang, seed, replications, arms: [{preset, changes}, …], view}
//   arms[0] is A, the baseline, arms[1] is B; changes are values by dotted key of a scenario.
//   view: texts by name that a tab wants kept in the address, such as view["watch.week"]; never undone.

const UNDONE = ["seed", "replications", "arms"]; // what undo brings back
const MOST_STEPS = 200;
const KEY = /^[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*$/u;
const QUIET = 250; // milliseconds without a change until the address follows

export const START = Object.freeze({
  tab: "explore",
  lang: null,
  seed: 42,
  replications: 20,
  arms: [
    { preset: "siloed", changes: {} },
    { preset: "shared", changes: {} },
  ],
  view: {},
});

/** The state that an address describes; what it does not say is as at the start. */
export function fromAddress(hash) {
  const [tab, query = ""] = hash.replace(/^#/, "").split("?");
  const said = new URLSearchParams(query);
  const arms = START.arms.map((arm, at) => {
    const preset = said.get("ab"[at]);
    return preset === null ? arm : { preset, changes: {} };
  });
  const view = {};
  for (const [name, text] of said) {
    const [owner, ...rest] = name.split(".");
    const key = rest.join(".");
    if (!KEY.test(key)) continue;
    if (owner === "a" || owner === "b") arms[owner === "a" ? 0 : 1] = changed(arms[owner === "a" ? 0 : 1], key, read(text));
    if (owner === "view") view[key] = text;
  }
  return {
    tab: tab || START.tab,
    lang: said.get("lang") ?? START.lang,
    seed: whole(said.get("seed"), START.seed),
    replications: whole(said.get("n"), START.replications),
    arms,
    view,
  };
}

/** The address of a state. */
export function toAddress(value) {
  const said = new URLSearchParams();
  if (value.lang) said.set("lang", value.lang);
  if (value.seed !== START.seed) said.set("seed", value.seed);
  if (value.replications !== START.replications) said.set("n", value.replications);
  value.arms.forEach((arm, at) => {
    said.set("ab"[at], arm.preset);
    for (const [key, one] of Object.entries(arm.changes)) said.set(`${"ab"[at]}.${key}`, JSON.stringify(one));
  });
  for (const [key, text] of Object.entries(value.view)) said.set(`view.${key}`, text);
  return `#${value.tab}?${said}`;
}

/** An arm with one value changed. */
export function changed(arm, key, value) {
  return { preset: arm.preset, changes: { ...arm.changes, [key]: value } };
}

/**
 * The state, its history and its address. `set(patch, {merge})` changes it: moves with the same `merge` in a row
 * are one step of undo. `subscribe(heard)` calls heard(value, before) after every change. An address that somebody
 * enters is a change too, if it names one of `tabs`; any other is put right.
 */
export function createState(tabs) {
  let value = fromAddress(location.hash);
  const past = [];
  let future = [];
  let merging = null;
  let writing = null;
  const listeners = new Set();

  function become(next) {
    const before = value;
    value = next;
    clearTimeout(writing);
    writing = setTimeout(writeAddress, QUIET); // browsers refuse an address that is written for every move of a drag
    for (const heard of listeners) heard(value, before);
  }
  function writeAddress() {
    try {
      history.replaceState(null, "", toAddress(value));
    } catch (error) {
      console.warn(error);
    }
  }
  function follow() {
    const next = fromAddress(location.hash);
    if (!tabs.includes(next.tab)) writeAddress();
    else if (toAddress({ ...value, ...undoable(next) }) === toAddress(value)) become(next);
    else change(next);
  }
  function change(patch, merge = null) {
    if (UNDONE.some((name) => name in patch)) {
      if (merge === null || merge !== merging) past.push(undoable(value));
      if (past.length > MOST_STEPS) past.shift();
      merging = merge;
      future = [];
    }
    become({ ...value, ...patch });
  }
  const undoable = (one) => Object.fromEntries(UNDONE.map((name) => [name, one[name]]));
  function step(from, to) {
    if (!from.length) return;
    to.push(undoable(value));
    merging = null;
    become({ ...value, ...from.pop() });
  }

  addEventListener("hashchange", follow);
  addEventListener("pagehide", writeAddress);
  return {
    get value() { return value; },
    get canUndo() { return past.length > 0; },
    get canRedo() { return future.length > 0; },
    /** What `undo` would bring back; undefined where there is nothing. */
    get lastStep() { return past.at(-1); },
    /** The address of what is shown now, in full. */
    get link() { return new URL(toAddress(value), location.href).href; },
    set: (patch, { merge = null } = {}) => change(patch, merge),
    undo: () => step(past, future),
    redo: () => step(future, past),
    reset() { this.set({ arms: START.arms, seed: START.seed, replications: START.replications }); },
    subscribe(heard) {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  };
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function whole(text, otherwise) {
  return /^\d{1,10}$/.test(text ?? "") ? Number(text) : otherwise;
}
