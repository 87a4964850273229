// The picture of one company on a canvas: dots stand in line at desks, fly from stage to stage, fall and leave.

import { Desks } from "./desks.js";
import { inHand, SEATS } from "./film.js";
import { Looks } from "./looks.js";
import { MARKET, PERSON, Places, RECYCLED } from "./places.js";

const FLIGHT = 520, SHIFT = 180, NEVER = -1e9; // milliseconds
const REACH = 14; // pixels
const CHOSEN = "#ffb000", RING = "#14213d";

/** A lane: `draw(now)` paints a frame, `moved` hears of moves, `settle()` puts every dot where it belongs at once. */
export class Lane {
  constructor(canvas, replay, words) {
    Object.assign(this, { canvas, replay, words, film: replay.film, still: document.createElement("canvas") });
    const count = this.film.dots.stage.length;
    for (const name of ["x", "y", "fromX", "fromY", "lasts"]) this[name] = new Float32Array(count);
    this.begun = new Float64Array(count).fill(NEVER);
    this.slot = new Int32Array(count).fill(-1);
    this.flying = new Set();
    this.looks = new Looks(replay, 1);
    this.chosen = { dot: -1, seat: -1 };
    this.pace = 1;
    this.layout();
  }

  /** Take the size that the page gives, and place everything anew. */
  layout() {
    const { width, height } = this.canvas.getBoundingClientRect();
    this.ratio = Math.min(devicePixelRatio || 1, 2);
    for (const one of [this.canvas, this.still]) {
      one.width = Math.max(1, Math.round(width * this.ratio));
      one.height = Math.max(1, Math.round(height * this.ratio));
    }
    this.places = new Places(this.film, width, height);
    this.desks = new Desks(this.film, this.places, this.words);
    const { colour } = this.looks;
    this.looks = new Looks(this.replay, this.ratio);
    this.looks.colour = colour;
    this.settle();
  }

  /** Colour by "fit", "believed" or "health". */
  colourBy(name) {
    this.looks.colour = name;
    this.repaint();
  }

  /** Put every dot in its place without a flight. */
  settle() {
    this.flying.clear();
    this.slot.fill(-1);
    this.places.empty();
    const { stage } = this.replay;
    for (let dot = 0; dot < stage.length; dot += 1) if (!inHand(stage[dot]) && this.replay.born(dot)) this.lieDown(dot, stage[dot]);
    this.lineUp((dot, x, y) => {
      this.x[dot] = x;
      this.y[dot] = y;
    });
    this.repaint();
  }

  /** A dot takes the first free place of a basin. */
  lieDown(dot, stage) {
    [this.slot[dot], this.x[dot], this.y[dot]] = this.places.takePlace(stage, dot);
  }

  rise(dot, stage) {
    const rest = this.places.rests.get(stage);
    if (this.slot[dot] < 0) return;
    if (stage !== MARKET) rest.free.push(this.slot[dot]);
    this.slot[dot] = -1;
    this.wipe(this.x[dot], this.y[dot], rest.size + 0.8);
  }

  /** Everybody on a desk stands in line: place(dot, x, y). */
  lineUp(place) {
    for (const [key, queue] of this.replay.cells) this.places.inLine(queue.length, Math.floor(key / SEATS), key % SEATS, (at, x, y) => place(queue[at], x, y));
  }

  /** Those in line move up; who is still on the way goes to the new place. */
  moveUp(dot, x, y, now) {
    if (this.flying.has(dot)) {
      this.x[dot] = x;
      this.y[dot] = y;
    } else if (Math.abs(x - this.x[dot]) + Math.abs(y - this.y[dot]) > 0.6) this.fly(dot, x, y, SHIFT, now);
  }

  fly(dot, x, y, lasts, now) {
    const [hereX, hereY] = this.placeOf(dot, now);
    this.fromX[dot] = hereX;
    this.fromY[dot] = hereY;
    this.x[dot] = x;
    this.y[dot] = y;
    this.begun[dot] = now;
    this.lasts[dot] = lasts;
    this.flying.add(dot);
  }

  /** Where a dot is now; falls speed up as they go. */
  placeOf(dot, now) {
    if (!this.flying.has(dot)) return [this.x[dot], this.y[dot]];
    const part = Math.min((now - this.begun[dot]) / this.lasts[dot], 1);
    const stage = this.replay.stage[dot];
    const eased = part * part * (3 - 2 * part);
    const falls = stage >= RECYCLED;
    const across = falls ? 1 - (1 - part) ** 2 : eased, down = falls ? part * part : eased;
    return [this.fromX[dot] + (this.x[dot] - this.fromX[dot]) * across, this.fromY[dot] + (this.y[dot] - this.fromY[dot]) * down];
  }

  /** Hear of a move: the dot flies from where it was; those who stood behind it move up when the frame is drawn. */
  moved(dot, from, to) {
    const now = performance.now();
    const [x, y] = this.placeOf(dot, now);
    if (!inHand(from)) this.rise(dot, from);
    this.flying.delete(dot);
    if (!inHand(to)) this.lieDown(dot, to);
    const [toX, toY] = inHand(to) ? [x, y] : [this.x[dot], this.y[dot]];
    this.x[dot] = x;
    this.y[dot] = y;
    this.fly(dot, toX, toY, FLIGHT / Math.sqrt(this.pace), now);
  }

  /** Accounts that were born this week appear in the market. */
  welcome(week) {
    const pen = this.still.getContext("2d");
    for (let dot = 0; dot < this.slot.length; dot += 1) {
      if (this.film.dots.born[dot] !== week || this.replay.stage[dot] !== MARKET || this.slot[dot] >= 0 || week === 0) continue;
      this.lieDown(dot, MARKET);
      this.stamp(pen, dot, this.x[dot], this.y[dot]);
    }
  }

  /** Paint a frame. */
  draw(now, queuesChanged) {
    if (queuesChanged) this.lineUp((dot, x, y) => this.moveUp(dot, x, y, now));
    const pen = this.canvas.getContext("2d");
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.desks.draw(pen, this.replay.week);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.drawImage(this.still, 0, 0);
    for (const queue of this.replay.cells.values()) for (const dot of queue) this.drawDot(pen, dot, now);
    for (const dot of this.flying) this.drawFlight(pen, dot, now);
    this.drawChosen(pen, now);
  }

  drawFlight(pen, dot, now) {
    if (now - this.begun[dot] >= this.lasts[dot]) {
      this.flying.delete(dot);
      if (!inHand(this.replay.stage[dot])) this.stamp(this.still.getContext("2d"), dot, this.x[dot], this.y[dot]);
    }
    if (!inHand(this.replay.stage[dot])) this.drawDot(pen, dot, now);
  }

  drawDot(pen, dot, now) {
    const [x, y] = this.placeOf(dot, now);
    this.stamp(pen, dot, x, y);
  }

  stamp(pen, dot, x, y) {
    const stage = this.replay.stage[dot];
    const size = inHand(stage) ? this.places.dotSize(this.replay.seat[dot]) : this.places.rests.get(stage).size;
    const sprite = this.looks.sprite(this.looks.lookOf(dot, stage), size);
    pen.drawImage(sprite, Math.round(x * this.ratio - sprite.width / 2), Math.round(y * this.ratio - sprite.height / 2));
  }

  wipe(x, y, size) {
    const pen = this.still.getContext("2d");
    pen.clearRect(Math.floor((x - size / 2) * this.ratio), Math.floor((y - size / 2) * this.ratio), Math.ceil(size * this.ratio), Math.ceil(size * this.ratio));
  }

  /** Paint all that rests, anew. */
  repaint() {
    const pen = this.still.getContext("2d");
    pen.clearRect(0, 0, this.still.width, this.still.height);
    const { stage } = this.replay;
    for (let dot = 0; dot < stage.length; dot += 1) if (this.slot[dot] >= 0 && !this.flying.has(dot)) this.stamp(pen, dot, this.x[dot], this.y[dot]);
  }

  drawChosen(pen, now) {
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    pen.strokeStyle = CHOSEN;
    pen.lineWidth = 3;
    const row = this.places.rowOf.get(this.chosen.seat);
    if (row) pen.strokeRect(this.places.deskX[row.department] - PERSON / 2 + 1, row.y - 0.5, PERSON - 2, Math.max(row.height, 12));
    if (this.chosen.dot < 0) return;
    const [x, y] = this.placeOf(this.chosen.dot, now);
    pen.beginPath();
    pen.arc(x, y, 8, 0, 2 * Math.PI);
    pen.stroke();
    pen.strokeStyle = RING;
    pen.lineWidth = 1;
    pen.beginPath();
    pen.arc(x, y, 10, 0, 2 * Math.PI);
    pen.stroke();
  }

  /** What lies under a point: {seat}, {dot} or null. */
  find(x, y) {
    const seat = this.places.seatAt(x, y);
    return seat === null ? this.nearest(x, y, REACH) : { seat };
  }

  nearest(x, y, reach) {
    let best = null, least = reach * reach;
    const now = performance.now();
    for (let dot = 0; dot < this.x.length; dot += 1) {
      if (!this.replay.born(dot)) continue;
      const [hereX, hereY] = this.placeOf(dot, now);
      const far = (hereX - x) ** 2 + (hereY - y) ** 2;
      if (far < least) [best, least] = [{ dot }, far];
    }
    return best;
  }
}
