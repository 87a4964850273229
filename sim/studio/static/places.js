// Where everything of a company's picture is: columns of stages, desks one below the other, market and basins.

import { stockOf } from "./film.js";

export const MARKET = 0, LEAD = 1, MQL = 2, SQL = 3, OPPORTUNITY = 4, ONBOARDING = 5, ADVOCATE = 9, RECYCLED = 10, POOLED = 11, DEAD_END = 12, CHURNED = 13;
export const HEAD = 34, PERSON = 26;
const REST_SHARE = 0.2, LEAST_REST = 40;
const COLUMNS = [[MARKET, 0.17], [LEAD, 0.08], [MQL, 0.13], [SQL, 0.11], [OPPORTUNITY, 0.1], [5, 0.06], [6, 0.1], [7, 0.11], [8, 0.08], [9, 0.06]];
const DESK_BEFORE = { [ONBOARDING]: 3 }; // customer success sits at the head of its stages, the others behind theirs
const DESK_AFTER = { [LEAD]: 0, [MQL]: 1, [OPPORTUNITY]: 2 };

/** The places of a film's company in a picture of so many pixels. */
export class Places {
  constructor(film, width, height) {
    Object.assign(this, { film, width, height });
    this.deskHeight = height - HEAD - Math.max(LEAST_REST, height * REST_SHARE);
    this.placeColumns();
    this.placeDesks();
    this.placeRests();
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
      const pitch = Math.min(Math.sqrt((rest.width * rest.height) / most), stage === CHURNED ? 9 : 5);
      const across = Math.max(1, Math.floor(rest.width / pitch));
      Object.assign(rest, { pitch, across, free: [], next: 0, size: stage === CHURNED ? Math.max(3, Math.min(pitch - 2, 6)) : Math.max(1, Math.min(Math.round(pitch - 0.4), 3)) });
    }
  }

  /** The most dots in a stage, in any of the films that are shown together: one scale for all. */
  mostEver(stage) {
    let most = stage === MARKET ? this.film.accounts : 0;
    for (const film of this.film.together ?? [this.film]) {
      for (let week = 0; week < film.weeks; week += 1) most = Math.max(most, stockOf(film, week, stage));
    }
    return most / this.film.every;
  }

  /** From where to where a department's dots stand. */
  zoneOf(department) {
    const [first, last] = [[LEAD, LEAD], [MQL, MQL], [SQL, OPPORTUNITY], [ONBOARDING, ADVOCATE]][department];
    const end = this.columns.get(last);
    return [this.columns.get(first).x, end.x + end.width - 2];
  }

  /** All basins are empty. */
  empty() {
    for (const rest of this.rests.values()) Object.assign(rest, { free: [], next: 0 });
  }

  /** The next free place of a basin, as [place, x, y]; in the market every dot has its own. */
  takePlace(stage, dot) {
    const rest = this.rests.get(stage);
    const slot = stage === MARKET ? dot : rest.free.pop() ?? rest.next++;
    const column = slot % rest.across, row = Math.floor(slot / rest.across);
    const down = stage === MARKET ? rest.y + (row + 0.5) * rest.pitch : rest.y + rest.height - (row + 0.5) * rest.pitch;
    return [slot, rest.x + (column + 0.5) * rest.pitch, down];
  }

  /** How large a dot on a desk is. */
  dotSize(seat) {
    const row = this.rowOf.get(seat) ?? { height: 12 };
    return Math.max(2.6, Math.min(9, row.height / 2.4));
  }

  /** Where the dots of a stage on a desk stand in line, the first before the member: calls place(at, x, y). */
  inLine(count, stage, seat, place) {
    const column = this.columns.get(stage), row = this.rowOf.get(seat);
    if (!column || !row) return;
    const size = this.dotSize(seat), lines = Math.max(1, Math.floor((row.height - 2) / (size + 0.6)));
    const most = Math.max(1, Math.floor((column.width - 6) / (size + 1))) * lines;
    const pitch = count <= most ? size + 1 : Math.max(0.8, ((column.width - 6) * lines) / count);
    for (let at = 0; at < count; at += 1) {
      const along = 4 + size / 2 + Math.floor(at / lines) * pitch;
      const x = stage < ONBOARDING ? column.x + column.width - along : column.x + along;
      place(at, x, row.y + row.height / 2 + ((at % lines) - (Math.min(lines, count) - 1) / 2) * (size + 0.6));
    }
  }

  /** The seat under a point, or null. */
  seatAt(x, y) {
    for (const [seat, row] of this.rowOf) {
      if (Math.abs(x - this.deskX[row.department]) <= PERSON / 2 && y >= row.y && y < row.y + row.height) return seat;
    }
    return null;
  }
}
