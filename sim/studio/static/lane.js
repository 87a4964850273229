// The picture of one company on a canvas: market, desks with their queues, stages of customers, and where the lost go.

import { deskOf, inHand, stockOf } from "./film.js";

export const MARKET = 0, LEAD = 1, MQL = 2, SQL = 3, OPPORTUNITY = 4, ONBOARDING = 5, ADVOCATE = 9, RECYCLED = 10, POOLED = 11, DEAD_END = 12, CHURNED = 13;
export const FIT = ["#c2410c", "#ea8a4b", "#a3a9b5", "#5f9ede", "#0b57d0"]; // from unfit to fit
export const NEUTRAL = "#8c9bb5";
export const LOST = "#8b919c";
export const LEFT = "#b3151b";
const INK = "#14213d", SOFT = "#4a5872", LINE = "#dde3ee", ZONE = "#f4f6fb", AMBER = "#b45309", AMBER_WASH = "#fde9c8";
const FONT = '"Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic", Meiryo, system-ui, sans-serif';
const HEAD = 34, PERSON = 26, REST_HEIGHT = 0.2, FLIGHT = 520, SHIFT = 180, NEVER = -1e9;
const COLUMNS = [[MARKET, 0.17], [LEAD, 0.08], [MQL, 0.13], [SQL, 0.11], [OPPORTUNITY, 0.1], [5, 0.06], [6, 0.1], [7, 0.11], [8, 0.08], [9, 0.06]];
const DESK_BEFORE = { [ONBOARDING]: 3 }; // customer success sits at the head of its stages, the others behind theirs
const DESK_AFTER = { [LEAD]: 0, [MQL]: 1, [OPPORTUNITY]: 2 };

/** A lane: `draw(now)` paints a frame, `moved` hears of moves, `settle()` puts every dot where it belongs at once. */
export class Lane {
  constructor(canvas, replay, words) {
    Object.assign(this, { canvas, replay, words, film: replay.film, still: document.createElement("canvas") });
    const count = this.film.dots.stage.length;
    this.x = new Float32Array(count);
    this.y = new Float32Array(count);
    this.fromX = new Float32Array(count);
    this.fromY = new Float32Array(count);
    this.begun = new Float64Array(count).fill(NEVER);
    this.lasts = new Float32Array(count);
    this.slot = new Int32Array(count).fill(-1);
    this.flying = new Set();
    this.colour = "fit";
    this.chosen = { dot: -1, seat: -1 };
    this.pace = 1;
    this.layout();
  }

  /** Take the size that the page gives, and place everything anew. */
  layout() {
    const box = this.canvas.getBoundingClientRect();
    const ratio = Math.min(devicePixelRatio || 1, 2);
    for (const one of [this.canvas, this.still]) {
      one.width = Math.max(1, Math.round(box.width * ratio));
      one.height = Math.max(1, Math.round(box.height * ratio));
    }
    Object.assign(this, { width: box.width, height: box.height, ratio });
    this.deskHeight = this.height - HEAD - Math.max(40, this.height * REST_HEIGHT);
    this.placeColumns();
    this.placeDesks();
    this.placeRests();
    this.sprites = new Map();
    this.settle();
  }

  placeColumns() {
    const rooms = Object.keys(DESK_AFTER).length + Object.keys(DESK_BEFORE).length;
    const free = this.width - rooms * PERSON - 8;
    let x = 4;
    this.columns = new Map();
    this.deskX = [];
    for (const [stage, share] of COLUMNS) {
      if (stage in DESK_BEFORE) this.deskX[DESK_BEFORE[stage]] = (x += PERSON) - PERSON / 2;
      this.columns.set(stage, { x, width: share * free });
      x += share * free;
      if (stage in DESK_AFTER) this.deskX[DESK_AFTER[stage]] = (x += PERSON) - PERSON / 2;
    }
  }

  /** Every department's seats that are ever open, one below the other. */
  placeDesks() {
    const { film } = this;
    this.desks = film.departments.map(({ first }, at) => {
      const end = film.departments[at + 1]?.first ?? film.seats;
      const seats = [];
      for (let seat = first; seat < end; seat += 1) if (this.everOpen(seat)) seats.push(seat);
      return { seats, row: this.deskHeight / Math.max(seats.length, 1) };
    });
    this.rowOf = new Map(this.desks.flatMap(({ seats, row }, department) => seats.map((seat, at) => [seat, { department, y: HEAD + at * row, height: row }])));
  }

  everOpen(seat) {
    for (let week = 0; week < this.film.weeks; week += 1) if (this.film.desks.here[week * this.film.seats + seat]) return true;
    return false;
  }

  /** Market and basins: a grid of places, wide enough for the most that were ever there. */
  placeRests() {
    const top = HEAD + this.deskHeight + 16, bottom = this.height - 3;
    const market = this.columns.get(MARKET), end = this.deskX[3] - PERSON / 2;
    const before = this.columns.get(LEAD).x;
    const third = (end - before) / 3;
    this.rests = new Map([
      [MARKET, { x: market.x, y: HEAD, width: market.width - 10, height: bottom - HEAD }],
      [RECYCLED, { x: before, y: top, width: third * 1.5 - 8, height: bottom - top }],
      [POOLED, { x: before + third * 1.5, y: top, width: third * 0.9 - 8, height: bottom - top }],
      [DEAD_END, { x: before + third * 2.4, y: top, width: third * 0.6 - 8, height: bottom - top }],
      [CHURNED, { x: end + 4, y: top, width: this.width - end - 8, height: bottom - top }],
    ]);
    for (const [stage, rest] of this.rests) {
      const most = this.mostEver(stage) * 1.12 + 4;
      const ideal = Math.min(Math.sqrt((rest.width * rest.height) / most), stage === CHURNED ? 9 : 6);
      const pitch = ideal >= 2 ? Math.floor(ideal) : ideal; // whole pixels, or rows would look uneven
      const across = Math.max(1, Math.floor(rest.width / pitch));
      Object.assign(rest, { pitch, across, free: [], next: 0, size: Math.max(1.4, Math.min(pitch - 1, stage === CHURNED ? 6 : 3.4)) });
    }
  }

  mostEver(stage) {
    let most = 0;
    for (let week = 0; week < this.film.weeks; week += 1) most = Math.max(most, stockOf(this.film, week, stage));
    return Math.max(most, stage === MARKET ? this.film.accounts : 0) / this.film.every;
  }

  /** Put every dot in its place without a flight. */
  settle() {
    this.flying.clear();
    this.slot.fill(-1);
    for (const rest of this.rests.values()) Object.assign(rest, { free: [], next: 0 });
    const { stage } = this.replay;
    for (let dot = 0; dot < stage.length; dot += 1) if (!inHand(stage[dot]) && this.replay.born(dot)) this.lieDown(dot, stage[dot]);
    for (const [key, queue] of this.replay.cells) this.lineUp(queue, Math.floor(key / 4096), (key % 4096), true);
    this.repaint();
  }

  /** A dot takes the first free place of a basin. */
  lieDown(dot, stage) {
    const rest = this.rests.get(stage);
    const slot = stage === MARKET ? dot : rest.free.pop() ?? rest.next++;
    this.slot[dot] = slot;
    const column = slot % rest.across, row = Math.floor(slot / rest.across);
    this.x[dot] = rest.x + (column + 0.5) * rest.pitch;
    this.y[dot] = stage === MARKET ? rest.y + (row + 0.5) * rest.pitch : rest.y + rest.height - (row + 0.5) * rest.pitch;
  }

  rise(dot, stage) {
    const rest = this.rests.get(stage);
    if (this.slot[dot] < 0) return;
    if (stage !== MARKET) rest.free.push(this.slot[dot]);
    this.slot[dot] = -1;
    this.wipe(this.x[dot], this.y[dot], rest.size + 0.8);
  }

  /** Dots of a stage on a desk stand in line: before the desk, or behind it where customers go on. */
  lineUp(queue, stage, seat, atOnce = false) {
    const column = this.columns.get(stage), row = this.rowOf.get(seat);
    if (!column || !row) return;
    const lines = Math.max(1, Math.floor((row.height - 3) / 5)), size = this.dotSize(row);
    const most = Math.max(1, Math.floor((column.width - 6) / (size + 1))) * lines;
    const pitch = queue.length <= most ? size + 1 : Math.max(0.8, ((column.width - 6) * lines) / queue.length);
    const back = stage < ONBOARDING;
    const now = performance.now();
    for (let at = 0; at < queue.length; at += 1) {
      const along = 4 + size / 2 + Math.floor(at / lines) * pitch;
      const x = back ? column.x + column.width - along : column.x + along;
      const y = row.y + row.height / 2 + ((at % lines) - (Math.min(lines, queue.length) - 1) / 2) * (size + 0.6);
      const dot = queue[at];
      if (atOnce) {
        this.x[dot] = x;
        this.y[dot] = y;
      } else if (!this.flying.has(dot)) {
        if (Math.abs(x - this.x[dot]) + Math.abs(y - this.y[dot]) > 0.6) this.fly(dot, x, y, SHIFT, now);
      } else {
        this.x[dot] = x; // it is on its way: the end moves, the flight goes on
        this.y[dot] = y;
      }
    }
  }

  dotSize(row) {
    return Math.max(2.6, Math.min(6, row.height / 2.6));
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
    if (queuesChanged) for (const [key, queue] of this.replay.cells) if (queue.length) this.lineUp(queue, Math.floor(key / 4096), key % 4096);
    const pen = this.canvas.getContext("2d");
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.drawDesks(pen);
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
    this.stamp(pen, dot, x, y, this.flying.has(dot));
  }

  stamp(pen, dot, x, y) {
    const stage = this.replay.stage[dot];
    const size = inHand(stage) ? this.dotSize(this.rowOf.get(this.replay.seat[dot]) ?? { height: 12 }) : this.rests.get(stage).size;
    const sprite = this.sprite(this.lookOf(dot, stage), size);
    pen.drawImage(sprite, Math.round(x * this.ratio - sprite.width / 2), Math.round(y * this.ratio - sprite.height / 2));
  }

  /** Shape and colour of a dot: squares do not fit, a cross has left, grey is lost. */
  lookOf(dot, stage) {
    if (stage === CHURNED) return `x${LEFT}`;
    if (stage >= RECYCLED) return `o${LOST}`;
    const value = this.valueOf(dot, stage);
    if (value === null) return `o${NEUTRAL}`;
    const shape = this.colour !== "health" && value < this.film.unfit_below ? "s" : "o";
    return shape + FIT[Math.min(4, Math.floor(value * 5))];
  }

  valueOf(dot, stage) {
    if (this.colour === "fit") return this.film.dots.fit[dot] / 255;
    if (this.colour === "believed") return inHand(stage) && this.replay.believed[dot] ? this.replay.believed[dot] / 255 : null;
    return stage >= ONBOARDING && stage <= ADVOCATE ? this.replay.health[dot] / 255 : null;
  }

  sprite(look, size) {
    const key = look + size.toFixed(1);
    let found = this.sprites.get(key);
    if (!found) this.sprites.set(key, (found = paintSprite(look, size * this.ratio)));
    return found;
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

  drawDesks(pen) {
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    const { week } = this.replay;
    this.drawZones(pen, week);
    this.desks.forEach(({ seats, row }, department) => seats.forEach((seat) => this.drawDesk(pen, department, seat, row, week)));
  }

  drawZones(pen, week) {
    pen.textAlign = "center";
    pen.textBaseline = "alphabetic";
    for (const [stage, { x, width }] of this.columns) {
      if (stage !== MARKET) {
        pen.fillStyle = ZONE;
        pen.fillRect(x, HEAD - 2, width - 2, this.deskHeight);
      }
      this.label(pen, this.words.t(`stage_${this.film.stages[stage]}`), stockOf(this.film, week, stage), x + width / 2 - (stage === MARKET ? 5 : 1), 12, width);
    }
    for (const [stage, rest] of this.rests) {
      if (stage === MARKET) continue;
      pen.strokeStyle = LINE;
      pen.lineWidth = 1;
      pen.strokeRect(rest.x - 2.5, rest.y - 16.5, rest.width + 4, rest.height + 18);
      pen.textAlign = "left";
      this.oneLine(pen, this.words.t(`stage_${this.film.stages[stage]}`), stockOf(this.film, week, stage), rest);
    }
  }

  label(pen, name, count, x, y, width) {
    pen.fillStyle = SOFT;
    pen.font = `12px ${FONT}`;
    pen.fillText(name, x, y, width + 14);
    pen.fillStyle = INK;
    pen.font = `700 14px ${FONT}`;
    pen.fillText(count.toLocaleString("en"), x, y + 15, width);
  }

  oneLine(pen, name, count, rest) {
    pen.font = `12px ${FONT}`;
    pen.fillStyle = SOFT;
    pen.fillText(name, rest.x + 2, rest.y - 4, rest.width - 44);
    const after = Math.min(pen.measureText(name).width, rest.width - 44) + 8;
    pen.fillStyle = INK;
    pen.font = `700 12.5px ${FONT}`;
    pen.fillText(count.toLocaleString("en"), rest.x + 2 + after, rest.y - 4);
  }

  /** A member: who sits there, how full the week was, and how far behind. */
  drawDesk(pen, department, seat, height, week) {
    const { y } = this.rowOf.get(seat), x = this.deskX[department], middle = y + height / 2;
    const desk = deskOf(this.film, week, seat);
    if (desk.behind > 1) this.drawOverload(pen, department, y, height, desk.behind);
    const size = Math.min(height * 0.8, 13);
    pen.fillStyle = desk.here ? (desk.behind > this.film.overload_from ? AMBER : INK) : "#c3cad6";
    if (desk.here) person(pen, x - 4, middle, size);
    else pen.fillRect(x - 4 - size / 3, middle - 1, size / 1.5, 2);
    const tall = Math.max(3, height * 0.72), load = Math.min(desk.load, 1.15) / 1.15;
    pen.fillStyle = "#d7deea";
    pen.fillRect(x + 6, middle - tall / 2, 4, tall);
    pen.fillStyle = desk.load > 0.98 ? AMBER : "#5a6b8c";
    pen.fillRect(x + 6, middle + tall / 2 - tall * load, 4, tall * load);
  }

  drawOverload(pen, department, y, height, behind) {
    const [begin, end] = this.zoneOf(department);
    pen.fillStyle = AMBER_WASH;
    pen.globalAlpha = Math.min(0.35 + behind * 0.2, 1);
    pen.fillRect(begin, y, end - begin, height - 1);
    pen.globalAlpha = 1;
    if (behind <= this.film.overload_from) return;
    pen.strokeStyle = AMBER;
    pen.lineWidth = 1;
    pen.beginPath();
    for (let x = begin + 3; x < end; x += 9) {
      pen.moveTo(x, y + height - 2);
      pen.lineTo(Math.min(x + 5, end), y + 1);
    }
    pen.globalAlpha = 0.35;
    pen.stroke();
    pen.globalAlpha = 1;
  }

  /** From where to where a department's dots stand. */
  zoneOf(department) {
    const [first, last] = [[LEAD, LEAD], [MQL, MQL], [SQL, OPPORTUNITY], [ONBOARDING, ADVOCATE]][department];
    const end = this.columns.get(last);
    return [this.columns.get(first).x, end.x + end.width - 2];
  }

  drawChosen(pen, now) {
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    pen.strokeStyle = "#ffb000";
    pen.lineWidth = 3;
    const row = this.rowOf.get(this.chosen.seat);
    if (row) pen.strokeRect(this.deskX[row.department] - PERSON / 2 + 1, row.y - 0.5, PERSON - 2, Math.max(row.height, 12));
    if (this.chosen.dot < 0) return;
    const [x, y] = this.placeOf(this.chosen.dot, now);
    pen.beginPath();
    pen.arc(x, y, 8, 0, 2 * Math.PI);
    pen.stroke();
    pen.strokeStyle = INK;
    pen.lineWidth = 1;
    pen.beginPath();
    pen.arc(x, y, 10, 0, 2 * Math.PI);
    pen.stroke();
  }

  /** What lies under a point: {seat}, {dot} or null. */
  find(x, y) {
    for (const [seat, row] of this.rowOf) {
      if (Math.abs(x - this.deskX[row.department]) <= PERSON / 2 && y >= row.y && y < row.y + row.height) return { seat };
    }
    return this.nearest(x, y, 14);
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

function person(pen, x, y, size) {
  pen.beginPath();
  pen.arc(x, y - size * 0.26, size * 0.24, 0, 2 * Math.PI);
  pen.fill();
  pen.beginPath();
  pen.arc(x, y + size * 0.5, size * 0.42, Math.PI, 0);
  pen.fill();
}

function paintSprite(look, size) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.ceil(size) + 2;
  const pen = canvas.getContext("2d"), middle = canvas.width / 2, half = size / 2;
  pen.fillStyle = pen.strokeStyle = look.slice(1);
  if (size < 3 && look[0] !== "x") pen.fillRect(1, 1, Math.max(1, Math.round(size)), Math.max(1, Math.round(size)));
  else if (look[0] === "s") pen.fillRect(middle - half * 0.9, middle - half * 0.9, half * 1.8, half * 1.8);
  else if (look[0] === "o") {
    pen.beginPath();
    pen.arc(middle, middle, half, 0, 2 * Math.PI);
    pen.fill();
  } else {
    pen.lineWidth = Math.max(1.2, size * 0.3);
    pen.beginPath();
    pen.moveTo(middle - half, middle - half);
    pen.lineTo(middle + half, middle + half);
    pen.moveTo(middle + half, middle - half);
    pen.lineTo(middle - half, middle + half);
    pen.stroke();
  }
  return canvas;
}
