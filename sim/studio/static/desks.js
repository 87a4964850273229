// The still parts of a company's picture: headings with exact counts, desks with load, backlog and vacancies.

import { deskOf, stockOf } from "./film.js";
import { HEAD, MARKET } from "./places.js";

const INK = "#14213d", SOFT = "#4a5872", LINE = "#dde3ee", ZONE = "#f4f6fb", AMBER = "#b45309", AMBER_WASH = "#fde9c8";
const LARGEST = 12, SMALLEST = 9.5; // pixels of a name's letters
const FONT = '"Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic", Meiryo, system-ui, sans-serif';

/** Headings and desks of a film's company at the end of a week. */
export class Desks {
  constructor(film, places, words) {
    Object.assign(this, { film, places, words });
  }

  draw(pen, week) {
    this.drawZones(pen, week);
    this.places.desks.forEach(({ seats, row }, department) => seats.forEach((seat) => this.drawDesk(pen, department, seat, row, week)));
  }

  drawZones(pen, week) {
    pen.textAlign = "center";
    pen.textBaseline = "alphabetic";
    for (const [stage, { x, width }] of this.places.columns) {
      if (stage !== MARKET) {
        pen.fillStyle = ZONE;
        pen.fillRect(x, HEAD - 2, width - 2, this.places.deskHeight);
      }
      this.label(pen, this.words.t(`stage_${this.film.stages[stage]}`), stockOf(this.film, week, stage), x + width / 2 - (stage === MARKET ? 5 : 1), 12, width);
    }
    for (const [stage, rest] of this.places.rests) {
      if (stage === MARKET) continue;
      pen.strokeStyle = LINE;
      pen.lineWidth = 1;
      pen.strokeRect(rest.x - 2.5, rest.y - 16.5, rest.width + 4, rest.height + 18);
      pen.textAlign = "left";
      this.oneLine(pen, this.words.t(`stage_${this.film.stages[stage]}`), stockOf(this.film, week, stage), rest);
    }
  }

  label(pen, name, count, x, y, width) {
    fitted(pen, name, x, y, width - 5);
    pen.fillStyle = INK;
    pen.font = `700 14px ${FONT}`;
    pen.fillText(count.toLocaleString("en"), x, y + 15, width);
  }

  oneLine(pen, name, count, rest) {
    const number = count.toLocaleString("en"), bold = `700 12.5px ${FONT}`;
    pen.font = bold;
    const taken = fitted(pen, name, rest.x + 2, rest.y - 4, rest.width - pen.measureText(number).width - 8);
    pen.fillStyle = INK;
    pen.font = bold;
    pen.fillText(number, rest.x + taken + 8, rest.y - 4);
  }

  /** A member: who sits there, how full the week was, and how far behind. */
  drawDesk(pen, department, seat, height, week) {
    const { y } = this.places.rowOf.get(seat), x = this.places.deskX[department], middle = y + height / 2;
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
    const [begin, end] = this.places.zoneOf(department);
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
}

/** Write a name as large as there is room for; hands back the room that it takes. */
function fitted(pen, name, x, y, room) {
  pen.fillStyle = SOFT;
  for (let size = LARGEST; size >= SMALLEST; size -= 0.5) {
    pen.font = `${size}px ${FONT}`;
    if (pen.measureText(name).width <= room) break;
  }
  pen.fillText(name, x, y, room);
  return Math.min(pen.measureText(name).width, room);
}

function person(pen, x, y, size) {
  pen.beginPath();
  pen.arc(x, y - size * 0.26, size * 0.24, 0, 2 * Math.PI);
  pen.fill();
  pen.beginPath();
  pen.arc(x, y + size * 0.5, size * 0.42, Math.PI, 0);
  pen.fill();
}
