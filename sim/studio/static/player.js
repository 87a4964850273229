// Time in Watch: playing, stepping, going to a moment. A picture is painted as long as something moves, and no longer.

const WEEKS_A_SECOND = 2; // at 1×
const LONGEST_STEP = 0.1; // seconds; a page that was hidden does not leap

/**
 * Plays `lanes` (lane.js) of `weeks` weeks, with a `quarter` of so many. Whoever extends it has the methods tell(aloud)
 * and remember() for the moment `at`, nameButton() for `playing`, moved() while it plays, shows(arm), and paced(frames)
 * for frames a second.
 */
export class Player {
  constructor() {
    Object.assign(this, { lanes: [], weeks: 0, playing: false, at: 0, speed: 1, last: null, measured: { frames: 0, since: 0 } });
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
  }

  /** The end: nothing is painted any more. */
  stop() {
    this.gone = true;
    this.playing = false;
    cancelAnimationFrame(this.frame);
  }

  toggle(playing = !this.playing) {
    this.playing = playing && this.weeks > 0;
    if (this.playing && this.at >= this.weeks) this.seek(0);
    this.nameButton();
    this.last = null;
    if (!this.playing) this.remember();
    this.tell(!this.playing);
    this.wake();
  }

  step(weeks) {
    this.toggle(false);
    const to = weeks > 0 ? Math.floor(this.at + 1e-9) + weeks : Math.ceil(this.at - 1e-9) + weeks;
    this.go(Math.max(0, Math.min(to, this.weeks)));
    this.remember();
  }

  toQuarter(direction) {
    const { quarter } = this;
    const to = direction > 0 ? (Math.floor(this.at / quarter + 1e-9) + 1) * quarter : (Math.ceil(this.at / quarter - 1e-9) - 1) * quarter;
    this.toggle(false);
    this.seek(Math.max(0, Math.min(to, this.weeks)));
    this.remember();
  }

  /** Go on to a moment, with flights; back without. */
  go(to) {
    if (to < this.at || this.still.matches) this.seek(to);
    else this.advance(to);
    this.tell(true);
    this.wake();
  }

  seek(to) {
    this.at = to;
    for (const lane of this.lanes) {
      lane.replay.seek(to);
      lane.settle();
    }
    this.tell(!this.playing);
    this.wake();
  }

  advance(to) {
    const before = Math.floor(this.at);
    this.at = Math.min(to, this.weeks);
    for (const lane of this.lanes) {
      lane.changed = false;
      lane.replay.advance(this.at, (dot, from, stage) => {
        lane.changed = true;
        lane.moved(dot, from, stage);
      });
      for (let week = before + 1; week <= Math.floor(this.at); week += 1) lane.welcome(week);
    }
    if (Math.floor(this.at) !== before) this.tell();
  }

  wake() {
    cancelAnimationFrame(this.frame);
    if (!this.gone) this.frame = requestAnimationFrame((now) => this.paint(now));
  }

  paint(now) {
    if (this.playing) this.play(now);
    let busy = this.playing;
    this.lanes.forEach((lane, arm) => {
      if (!this.shows(arm)) return;
      lane.draw(now, lane.changed);
      lane.changed = lane.flying.size > 0;
      busy ||= lane.changed;
    });
    this.count(now);
    if (busy && !this.gone) this.frame = requestAnimationFrame((next) => this.paint(next));
  }

  play(now) {
    const seconds = this.last === null ? 0 : Math.min((now - this.last) / 1000, LONGEST_STEP);
    this.last = now;
    const to = this.at + seconds * this.speed * WEEKS_A_SECOND;
    if (this.still.matches) this.playStill(to);
    else this.advance(to);
    this.moved();
    if (this.at >= this.weeks) this.toggle(false);
  }

  /** With reduced motion nothing flies: every second a new picture. */
  playStill(to) {
    this.pending = Math.max(this.pending ?? 0, this.at) + (to - this.at);
    const second = WEEKS_A_SECOND * this.speed;
    if (this.pending - this.at < second) return;
    this.seek(Math.min(this.at + second, this.weeks));
    this.pending = this.at;
  }

  /** Frames a second, for whoever measures. */
  count(now) {
    const { measured } = this;
    measured.frames += 1;
    if (now - measured.since < 1000) return;
    if (measured.since) this.paced((1000 * measured.frames) / (now - measured.since));
    Object.assign(measured, { frames: 0, since: now });
  }
}
