// How a dot looks: colour by fit, belief or health; a square does not fit, a cross has left, grey is lost.

import { inHand } from "./film.js";
import { ADVOCATE, CHURNED, ONBOARDING, RECYCLED } from "./places.js";

export const FIT = ["#c2410c", "#ea8a4b", "#a3a9b5", "#5f9ede", "#0b57d0"]; // from unfit to fit
export const NEUTRAL = "#8c9bb5";
export const LOST = "#a3aab7";
export const LEFT = "#b3151b";

/** Looks of a replay's dots; `colour` is "fit", "believed" or "health". */
export class Looks {
  constructor(replay, ratio) {
    Object.assign(this, { replay, film: replay.film, ratio, colour: "fit", sprites: new Map() });
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
}

function paintSprite(look, size) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.ceil(size) + 2;
  const pen = canvas.getContext("2d"), middle = canvas.width / 2, half = size / 2;
  pen.fillStyle = pen.strokeStyle = look.slice(1);
  if (size <= 3 && look[0] !== "x") pen.fillRect(1, 1, Math.max(1, Math.round(size)), Math.max(1, Math.round(size)));
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
