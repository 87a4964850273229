// A film of one replicate (sim/studio/film.py): reading it, and replaying it to any moment.

import { posting, Refusal } from "./api.js";

const ARRAYS = { u1: Uint8Array, u2: Uint16Array, i2: Int16Array, u4: Uint32Array, f4: Float32Array };
const PARTS_A_WEEK = 240; // sixths of an hour
export const TENTHS = 10;
export const PERCENT = 100;
const FIRST_IN_HAND = 1; // lead
const LAST_IN_HAND = 9; // advocate
export const SEATS = 2 ** 15; // more than there can be: seats are numbers of two bytes

/** Ask the server for a film: {company, seed, replicate}. */
export async function fetchFilm(wanted, signal) {
  const answer = await fetch("/api/film", posting(wanted, signal));
  if (!answer.ok) throw new Refusal((await answer.json()).error);
  return readFilm(await answer.arrayBuffer());
}

/** The film in a buffer: {header fields…, dots, moves, looks, desks, stocks, series}, tables of columns. */
export function readFilm(buffer) {
  const magic = new TextDecoder().decode(new Uint8Array(buffer, 0, 4));
  if (magic !== "TSK1") throw new Error("not a film");
  const length = new DataView(buffer).getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  const start = Math.ceil((8 + length) / 8) * 8;
  const film = { ...header, bytes: buffer.byteLength };
  for (const { table, name, type, at, length: size } of header.columns) {
    film[table] ??= {};
    film[table][name] = new ARRAYS[type](buffer, start + at, size);
  }
  film.seats = film.desks.here.length / film.weeks;
  return film;
}

/** Whether a stage is one in which somebody has the account in hand. */
export const inHand = (stage) => stage >= FIRST_IN_HAND && stage <= LAST_IN_HAND;

/**
 * Where every dot is at a moment (`at`, in weeks). `advance(to, moved)` goes forward and calls moved(dot, from, to,
 * cause) for each move; `seek(to)` goes anywhere. Dots in hand are listed by desk and stage in `cells`, in the order in
 * which they came.
 */
export class Replay {
  constructor(film) {
    this.film = film;
    this.stage = new Uint8Array(film.dots.stage.length);
    this.seat = new Int16Array(film.dots.stage.length);
    this.believed = new Uint8Array(film.dots.stage.length);
    this.health = new Uint8Array(film.dots.stage.length);
    this.rewind();
  }

  /** Back to the start. */
  rewind() {
    const { dots } = this.film;
    this.stage.set(dots.stage);
    this.seat.set(dots.seat);
    this.believed.fill(0);
    this.health.fill(0);
    this.at = 0;
    this.nextMove = 0;
    this.nextLook = 0;
    this.cells = new Map();
    for (let dot = 0; dot < this.stage.length; dot += 1) if (inHand(this.stage[dot])) this.cell(this.stage[dot], this.seat[dot]).push(dot);
  }

  /** The dots of a stage on a desk. */
  cell(stage, seat) {
    const key = stage * SEATS + seat;
    let found = this.cells.get(key);
    if (!found) this.cells.set(key, (found = []));
    return found;
  }

  /** Whether a dot is in the market by now. */
  born(dot) {
    return this.film.dots.born[dot] <= this.at;
  }

  /** The week in which the moment lies. */
  get week() {
    return Math.min(Math.floor(this.at), this.film.weeks - 1);
  }

  /** Go to a moment. */
  seek(to) {
    if (to < this.at) this.rewind();
    this.advance(to, () => {});
  }

  /** Go forward to a moment. */
  advance(to, moved) {
    const { moves } = this.film;
    const until = Math.min(to, this.film.weeks);
    while (this.nextMove < moves.week.length && moves.week[this.nextMove] + moves.part[this.nextMove] / PARTS_A_WEEK < until) {
      this.look(moves.week[this.nextMove]);
      this.move(this.nextMove, moved);
      this.nextMove += 1;
    }
    this.look(until);
    this.at = until;
  }

  /** Let what was seen before a moment be known. */
  look(until) {
    const { looks } = this.film;
    while (this.nextLook < looks.week.length && looks.week[this.nextLook] < until) {
      this.believed[looks.dot[this.nextLook]] = looks.believed[this.nextLook];
      this.health[looks.dot[this.nextLook]] = looks.health[this.nextLook];
      this.nextLook += 1;
    }
  }

  move(place, moved) {
    const { moves } = this.film;
    const dot = moves.dot[place];
    const from = this.stage[dot];
    if (inHand(from)) {
      const queue = this.cell(from, this.seat[dot]);
      queue.splice(queue.indexOf(dot), 1);
    }
    this.stage[dot] = moves.to[place];
    this.seat[dot] = moves.seat[place];
    this.believed[dot] = moves.believed[place];
    this.health[dot] = moves.health[place];
    if (inHand(this.stage[dot])) this.cell(this.stage[dot], this.seat[dot]).push(dot);
    moved(dot, from, this.stage[dot], moves.cause[place]);
  }
}

/** How a desk stands in a week: queue, load (worked of hours), weeks of work behind, morale, attainment. */
export function deskOf(film, week, seat) {
  const at = week * film.seats + seat;
  const { here, queue, hours, worked, backlog, morale, attainment } = film.desks;
  const weekly = hours[at] / TENTHS;
  return {
    here: here[at] === 1, queue: queue[at], load: weekly > 0 ? worked[at] / TENTHS / weekly : 0,
    behind: weekly > 0 ? backlog[at] / TENTHS / weekly : 0, morale: morale[at] / 255, attainment: attainment[at] / PERCENT,
  };
}

/** Accounts in a stage at the end of a week: all of them, not only those on the film. */
export const stockOf = (film, week, stage) => film.stocks.accounts[week * film.stages.length + stage];

/** What a series adds up to until the end of a week. */
export function until(film, name, week) {
  film.sums ??= {};
  film.sums[name] ??= film.series[name].reduce((sums, value) => (sums.push((sums.at(-1) ?? 0) + value), sums), []);
  return film.sums[name][week];
}
