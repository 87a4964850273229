// Who is looked at in Watch: a member of staff with their desk, or a customer with their life.

import { Questions } from "./api.js";
import { trouble } from "./companies.js";
import { element } from "./dom.js";
import { closing, drawCustomer, drawMember } from "./inspector.js";

/** The panel beside the lanes of a `screen` (watch.js): `node`, and who is `chosen` in it. */
export class Looking {
  constructor(screen) {
    Object.assign(this, { screen, chosen: null, asking: new Questions(), node: element("aside", { class: "inspector", hidden: true, tabindex: -1 }) });
  }

  /** Nobody is looked at any more. */
  stop() {
    this.chosen = null;
    this.asking.stop();
  }

  click(event, arm) {
    const box = event.currentTarget.getBoundingClientRect();
    const found = this.screen.lanes[arm].find(event.clientX - box.left, event.clientY - box.top);
    if (found) this.choose(arm, found);
  }

  choose(arm, found) {
    this.screen.toggle(false);
    this.chosen = { arm, ...found };
    this.screen.lanes.forEach((lane, at) => (lane.chosen = { dot: at === arm ? found.dot ?? -1 : -1, seat: at === arm ? found.seat ?? -1 : -1 }));
    this.inspect();
    this.screen.wake();
  }

  /** Show who is chosen: a member's desk, or a customer's life. */
  async inspect() {
    if (!this.chosen) return;
    const { node } = this;
    const { app, films, week, hidden } = this.screen;
    const signal = this.asking.next();
    const { arm, seat, dot, account } = this.chosen;
    const { arms, seed } = app.state.value;
    const context = { app, film: films[arm], arm, week, hidden, close: () => this.dismiss(), customer: (one) => this.choose(arm, this.onFilm(arm, one)) };
    node.hidden = false;
    node.classList.add("stale");
    try {
      const number = account ?? films[arm].dots.account[dot];
      const found = seat !== undefined
        ? await app.post("/api/desk", { company: arms[arm], seed, week, seat }, signal)
        : await app.post("/api/life", { arms: [arms[0], arms.at(-1)], seed, account: number }, signal);
      if (signal.aborted) return;
      if (seat !== undefined) drawMember(node, found, context);
      else drawCustomer(node, found.lives[arm], context);
      node.focus({ preventScroll: true });
      node.scrollIntoView({ block: "nearest" }); // who was opened from the table, far below
    } catch (error) {
      if (!signal.aborted) node.replaceChildren(closing(app, context.close), trouble(app, error.detail ?? error));
    }
    if (!signal.aborted) node.classList.remove("stale");
  }

  /** A customer by number: as a dot where it is on the film. */
  onFilm(arm, account) {
    const dot = this.screen.films[arm].dots.account.indexOf(account);
    return dot < 0 ? { account } : { dot };
  }

  dismiss() {
    this.stop();
    this.node.hidden = true;
    for (const lane of this.screen.lanes) lane.chosen = { dot: -1, seat: -1 };
    this.screen.playButton.focus();
    this.screen.wake();
  }
}
