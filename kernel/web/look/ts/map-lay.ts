// Lays the signs out on the screen, so that none covers another: discs and pins that would touch are gathered into
// one disc, chips of communities step aside and are gathered only where there is no room. Gathering adds counts up
// and nothing else, so the sum over all signs stays what the list says.
import type { Feature } from "geojson";
import { chipWidth, discRadius } from "./map-images.ts";

/** From this zoom on every report stands for itself, unless it lies nearly on another. */
export const apart = 14;
/** From this zoom on every community has its own chip. */
const ownChips = 10;
/** From this zoom on communities have their names on the map. */
const names = 7;
/** Signs that keep this distance can be told apart and pressed, in pixels. */
const close = 18;
const gap = 3;

/** What a sign tells. One of pin, disc, rest and chip. */
export interface Sign {
  sign: "pin" | "disc" | "rest" | "chip";
  /** Of the feature it stands for, if it is only one. */
  of: Record<string, unknown>;
  count: number;
  open: number;
  /** Where it stands: longitude and latitude, and in pixels of the world at the zoom of the layout. */
  at: [number, number];
  x: number;
  y: number;
  /** Chips: how far from there it is drawn. */
  dx: number;
  dy: number;
  /** What it stands for lies within: west, south, east, north. */
  box: [number, number, number, number];
  merged: boolean;
}

/** The side of the square world in pixels. */
const worldSize = (zoom: number): number => 512 * 2 ** zoom;

function project(lon: number, lat: number, size: number): [number, number] {
  const sin = Math.sin((lat * Math.PI) / 180);
  return [(lon / 360 + 0.5) * size, (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * size];
}

function signOf(f: Feature, size: number): Sign {
  const of = f.properties ?? {};
  const [lon = 0, lat = 0] = f.geometry.type === "Point" ? f.geometry.coordinates : [];
  const [x, y] = project(lon, lat, size);
  const sign = of["kind"] === "report" ? "pin" : of["kind"] === "community" ? "chip" : of["kind"] === "remainder" ? "rest" : "disc";
  return { sign, of, count: Number(of["count"] ?? 1), open: Number(of["open"] ?? 0), at: [lon, lat], x, y, dx: 0, dy: 0, box: [lon, lat, lon, lat], merged: false };
}

/** The circle that what is drawn at a sign fills: a pin stands above its place. */
function disc(s: Sign): { x: number; y: number; r: number } {
  return s.sign === "pin" ? { x: s.x + 2, y: s.y - 28, r: 23 } : { x: s.x, y: s.y, r: discRadius(s.count) };
}

function touch(a: Sign, b: Sign): boolean {
  const p = disc(a);
  const q = disc(b);
  return Math.hypot(p.x - q.x, p.y - q.y) < p.r + q.r + gap;
}

function merge(into: Sign, s: Sign): void {
  if (into.sign === "pin") into.sign = "disc";
  into.count += s.count;
  into.open += s.open;
  into.box = [Math.min(into.box[0], s.box[0]), Math.min(into.box[1], s.box[1]), Math.max(into.box[2], s.box[2]), Math.max(into.box[3], s.box[3])];
  into.merged = true;
}

/** Signs by the squares of a grid that they are in, so that neighbours are found at once. */
class Grid {
  readonly #cells = new Map<string, Set<Sign>>();
  static readonly side = 80;

  #key(x: number, y: number): string {
    return `${String(Math.floor(x / Grid.side))},${String(Math.floor(y / Grid.side))}`;
  }

  add(s: Sign): void {
    const key = this.#key(s.x, s.y);
    const cell = this.#cells.get(key);
    if (cell) cell.add(s);
    else this.#cells.set(key, new Set([s]));
  }

  has(s: Sign): boolean {
    return this.#cells.get(this.#key(s.x, s.y))?.has(s) ?? false;
  }

  remove(s: Sign): void {
    this.#cells.get(this.#key(s.x, s.y))?.delete(s);
  }

  /** All within about a hundred and sixty pixels. */
  *near(x: number, y: number): Generator<Sign> {
    for (let i = -2; i <= 2; i++) {
      for (let j = -2; j <= 2; j++) yield* this.#cells.get(this.#key(x + i * Grid.side, y + j * Grid.side)) ?? [];
    }
  }
}

/** Discs and pins: the larger keeps its place and takes in what it would cover. */
function gather(signs: Sign[], zoom: number): Sign[] {
  const grid = new Grid();
  const todo = [...signs].sort((a, b) => a.count - b.count || b.y - a.y || b.x - a.x); // taken from its end
  const kept = new Set<Sign>();
  for (let s = todo.pop(); s; s = todo.pop()) {
    const me = s;
    let other: Sign | undefined;
    for (const o of grid.near(me.x, me.y)) {
      if (zoom >= apart ? Math.hypot(o.x - me.x, o.y - me.y) < close : touch(o, me)) {
        other = o;
        break;
      }
    }
    if (!other) {
      kept.add(me);
      grid.add(me);
      continue;
    }
    // What has grown is laid anew: it may cover others now.
    grid.remove(other);
    kept.delete(other);
    merge(other, me);
    todo.push(other);
  }
  return [...kept];
}

interface Box { l: number; t: number; r: number; b: number }

const meets = (a: Box, b: Box): boolean => a.l < b.r && b.l < a.r && a.t < b.b && b.t < a.b;

function boxOf(s: Sign): Box {
  return s.sign === "chip" ? chipBox(s, s.dx, s.dy) : { l: s.x - 20, r: s.x + 26, t: s.y - 50, b: s.y };
}

function chipBox(s: Sign, dx: number, dy: number): Box {
  const half = chipWidth(s.count) / 2 + 1;
  return { l: s.x + dx - half, r: s.x + dx + half, t: s.y + dy - 15, b: s.y + dy + 15 };
}

/** Where a chip may stand around its place, the nearest first. Names of communities keep their room. */
function sides(s: Sign, zoom: number): [number, number][] {
  const half = chipWidth(s.count) / 2;
  const all: [number, number][] = [];
  for (const y of [0, 24, 32, 40, 52, 64, 80]) {
    for (let x = 0; x <= half + 50; x += 12) {
      if (zoom >= names && y < 22 && x < half + 8) continue;
      for (const [i, j] of [[1, 1], [1, -1], [-1, 1], [-1, -1]] as const) all.push([i * x, j * y]);
    }
  }
  return all.sort((a, b) => Math.hypot(...a) - Math.hypot(...b));
}

/** Whether a box covers a part of a sign. */
function covers(box: Box, o: Sign): boolean {
  if (o.sign === "pin" || o.sign === "chip") return meets(box, boxOf(o));
  return Math.hypot(o.x - Math.max(box.l, Math.min(box.r, o.x)), o.y - Math.max(box.t, Math.min(box.b, o.y))) < discRadius(o.count) + 2;
}

/** Chips that would cover each other on small maps are one. */
function gatherChips(chips: Sign[], zoom: number): Sign[] {
  const todo = [...chips].sort((a, b) => a.count - b.count || b.y - a.y || b.x - a.x); // taken from its end
  if (zoom >= ownChips) return todo.reverse();
  const kept: Sign[] = [];
  for (let s = todo.pop(); s; s = todo.pop()) {
    const me = s;
    const i = kept.findIndex((o) => Math.abs(o.x - me.x) < (chipWidth(o.count) + chipWidth(me.count)) / 2 + 6 && Math.abs(o.y - me.y) < 38);
    const [other] = i < 0 ? [] : kept.splice(i, 1);
    if (other) {
      merge(other, me);
      todo.push(other); // it may have grown wider
    } else kept.push(me);
  }
  return kept.sort((a, b) => b.count - a.count);
}

function place(chips: Sign[], around: Sign[], zoom: number): Sign[] {
  const taken = new Grid();
  for (const s of around) taken.add(s);
  for (const chip of gatherChips(chips, zoom)) {
    const near = [...taken.near(chip.x, chip.y)];
    const free = sides(chip, zoom).find(([dx, dy]) => {
      const box = chipBox(chip, dx, dy);
      return near.every((o) => !covers(box, o));
    });
    [chip.dx, chip.dy] = free ?? [0, zoom < names ? 0 : 24];
    taken.add(chip);
  }
  return chips.filter((c) => taken.has(c));
}

/** Lays out all features at a zoom. */
export function lay(features: Iterable<Feature>, zoom: number): Sign[] {
  const size = worldSize(zoom);
  const all = [...features].map((f) => signOf(f, size));
  const points = gather(all.filter((s) => s.sign === "pin" || s.sign === "disc"), zoom);
  const rests = all.filter((s) => s.sign === "rest");
  return [...points, ...rests, ...place(all.filter((s) => s.sign === "chip"), [...points, ...rests], zoom)];
}
