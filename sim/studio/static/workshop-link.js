// The link to the workshop: who this browser is, asking what it may see, and doing something there.

import { Refusal } from "./api.js";
import { spoken } from "./errors-ja.js";
import { WORDS } from "./words.js";

const EVERY = 1500; // milliseconds between two looks
const AWAY = 6000; // while nobody looks at the page
const PATH = "/api/workshop";

/** What this browser keeps, also where the browser keeps nothing for pages. */
export function kept(name) {
  let here = null;
  return {
    get() {
      try {
        return localStorage.getItem(name) ?? here;
      } catch {
        return here;
      }
    },
    set(value) {
      here = value;
      try {
        if (value === null) localStorage.removeItem(name);
        else localStorage.setItem(name, value);
      } catch {
        return; // it is kept in this page alone
      }
    },
  };
}

/** Keeps looking: `seen(view)` after every change, `standing(well)` says whether the server answers. */
export class Link {
  constructor(name, { seen, standing }) {
    Object.assign(this, { secret: kept(`tasuki.workshop.${name}`), seen, standing, last: "", number: 0, ended: false });
    this.look();
  }

  get said() {
    return this.secret.get();
  }

  set said(value) {
    this.secret.set(value);
  }

  end() {
    this.ended = true;
    clearTimeout(this.timer);
  }

  /** Look now, and from time to time; `afresh`: what is seen is told even if it is as before. */
  async look({ afresh = false } = {}) {
    clearTimeout(this.timer);
    if (afresh) this.last = "";
    const number = (this.number += 1);
    const view = await this.ask("").catch(() => null);
    if (this.ended || number !== this.number) return; // a later look has been made
    this.timer = setTimeout(() => this.look(), document.hidden ? AWAY : EVERY);
    this.standing(view !== null);
    const text = JSON.stringify(view);
    if (view === null || text === this.last) return;
    this.last = text;
    this.seen(view);
  }

  /** Do something, then look. Throws what the server refused. */
  async act(what, body) {
    try {
      return await this.ask(`/${what}`, { method: "POST", body: JSON.stringify(body) });
    } finally {
      if (!this.ended) await this.look();
    }
  }

  async ask(what, options = {}) {
    const headers = { "Content-Type": "application/json", ...(this.said ? { Authorization: `Bearer ${this.said}` } : {}) };
    const answer = await fetch(PATH + what, { ...options, headers });
    const content = await answer.json();
    if (!answer.ok) throw new Refusal(content.error);
    return content;
  }
}

/** What the server refused, in the visitor's language. */
export function refusal(error, { t, lang }) {
  const { reason, key, message, remedy } = error.detail ?? { message: error.message };
  if (`ws_error_${reason}` in WORDS) return t(`ws_error_${reason}`);
  return (key ? `${key}: ` : "") + [message, remedy].filter(Boolean).map((text) => spoken(text, lang).text).join(" → ");
}
