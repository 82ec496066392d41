// Pins, discs and chips, drawn onto a canvas when the map first asks for them. Their names carry all that they
// show, so that each is drawn once: "pin/gauge/confirmed", "disc/58/7", "chip/3".
import type { Map as LibreMap } from "maplibre-gl";
import type { Theme } from "./map-theme.ts";

const drop = "M0 0C-3.5-6.5-15-10.5-15-24a15 15 0 0 1 30 0C15-10.5 3.5-6.5 0 0z";
export const fontFamily = "Source Sans 3 Variable";

/** The same for text-font: quoted, since a name with a bare number is none in CSS. */
export const fontStack = [`"${fontFamily}"`, "sans-serif"];

/** How many steps the arc of a disc has. */
export const arcSteps = 24;

/** A count as the reader writes it. */
function numeral(count: number): string {
  return new Intl.NumberFormat(document.documentElement.lang).format(count);
}

/** Radius of the disc with a count, in pixels. */
export function discRadius(count: number): number {
  return Math.max(Math.min(14 + 2 * Math.sqrt(count), 34), 9 + numeral(count).length * 4.5);
}

const chipFont = `600 13px "${fontFamily}", sans-serif`;
const chipWidths = new Map<number, number>();
let chipWords = "{n}";

/** How wide the chip with a count is, in pixels. */
export function chipWidth(count: number): number {
  let width = chipWidths.get(count);
  if (width === undefined) {
    const pen = document.createElement("canvas").getContext("2d");
    if (!pen) return 100;
    pen.font = chipFont;
    width = Math.ceil(pen.measureText(chipWords.replace("{n}", numeral(count))).width) + 18;
    chipWidths.set(count, width);
  }
  return width;
}

/** Draws what the names ask for. */
export class Images {
  readonly #symbols: Promise<Document>;
  readonly #loaded = new Map<string, Promise<HTMLImageElement>>();
  readonly #ratio = Math.min(Math.max(window.devicePixelRatio, 1), 3);
  theme: Theme;
  /** The words of a chip: "{n} · area only". */
  chip: string;

  constructor(address: string, theme: Theme, chip: string) {
    this.theme = theme;
    this.chip = chip;
    chipWords = chip;
    this.#symbols = fetch(address)
      .then((answer) => answer.text())
      .then((text) => new DOMParser().parseFromString(text, "image/svg+xml"));
  }

  /** Adds the image of a name to the map; a name it does not know stays without one. */
  async add(map: LibreMap, name: string): Promise<void> {
    const [kind, a = "", b = ""] = name.split("/");
    let canvas: HTMLCanvasElement | undefined;
    if (kind === "pin" || kind === "chosen") canvas = await this.#pin(a, b, kind === "chosen");
    else if (kind === "disc" || kind === "rest") canvas = this.#disc(Number(a), Number(b), kind === "rest");
    else if (kind === "chip") canvas = this.#chip(a);
    else if (kind === "town") canvas = this.#town();
    const context = canvas?.getContext("2d");
    if (!canvas || !context || map.hasImage(name)) return;
    map.addImage(name, context.getImageData(0, 0, canvas.width, canvas.height), { pixelRatio: this.#ratio });
  }

  #canvas(width: number, height: number): [HTMLCanvasElement, CanvasRenderingContext2D] {
    const canvas = document.createElement("canvas");
    canvas.width = Math.ceil(width * this.#ratio);
    canvas.height = Math.ceil(height * this.#ratio);
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no canvas");
    context.scale(this.#ratio, this.#ratio);
    return [canvas, context];
  }

  /** A drop with the category's icon, the state's shape at its shoulder; its point is the lower edge's middle. */
  async #pin(icon: string, state: string, chosen: boolean): Promise<HTMLCanvasElement> {
    const t = this.theme;
    const grow = chosen ? 1.25 : 1;
    const [canvas, context] = this.#canvas(56 * grow, 52 * grow);
    context.scale(grow, grow);
    context.translate(28, 50);
    const path = new Path2D(drop);
    context.fillStyle = chosen ? t.accent : t.disc;
    context.strokeStyle = chosen ? t.paper : t.label;
    context.lineWidth = 1.4;
    context.fill(path);
    context.stroke(path);
    const sign = await this.#symbol(`i-${icon}`, { currentColor: chosen ? t.accentInk : t.ink });
    if (sign) context.drawImage(sign, -9, -33, 18, 18);
    if (state !== "") {
      context.beginPath();
      context.arc(14, -37, 9.5, 0, 2 * Math.PI);
      context.fillStyle = t.land;
      context.fill();
      const shape = await this.#symbol(`state-${state}`, {
        "--c": t.states[state] ?? t.ink, "--k": t.paper, "--h": t.paper, currentColor: t.ink,
      });
      if (shape) context.drawImage(shape, 7, -44, 14, 14);
    }
    return canvas;
  }

  /**
   * A disc with its count, whose arc is the share still open; a rest, what does not fit on a tile, has a dashed rim.
   * The count is part of the picture, so that a disc that covers another covers its count too.
   */
  #disc(count: number, open: number, rest: boolean): HTMLCanvasElement {
    const t = this.theme;
    const words = numeral(count);
    const radius = discRadius(count);
    const size = 2 * radius + 6;
    const [canvas, context] = this.#canvas(size, size);
    const rim = Math.max(3.5, radius * 0.15);
    context.translate(size / 2, size / 2);
    const ring = (colour: string, from: number, to: number, width: number, at: number) => {
      context.beginPath();
      context.arc(0, 0, at, from, to);
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.stroke();
    };
    context.beginPath();
    context.arc(0, 0, radius + 1.5, 0, 2 * Math.PI);
    context.fillStyle = t.halo;
    context.fill();
    context.beginPath();
    context.arc(0, 0, radius, 0, 2 * Math.PI);
    context.fillStyle = t.disc;
    context.fill();
    if (rest) {
      context.setLineDash([4, 3]);
      ring(t.discRing, 0, 2 * Math.PI, 1.6, radius - 1);
    } else {
      ring(t.discRest, 0, 2 * Math.PI, rim, radius - rim / 2);
      if (open > 0) ring(t.discRing, -Math.PI / 2, -Math.PI / 2 + (2 * Math.PI * open) / arcSteps, rim, radius - rim / 2);
    }
    context.font = `640 ${radius > 20 ? "16" : "14"}px "${fontFamily}", sans-serif`;
    context.fillStyle = t.discText;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(words, 0, 1);
    return canvas;
  }

  /** A dashed chip for what is told of a community only. */
  #chip(count: string): HTMLCanvasElement {
    const t = this.theme;
    const words = this.chip.replace("{n}", numeral(Number(count)));
    const width = chipWidth(Number(count));
    const [canvas, context] = this.#canvas(width + 4, 30);
    context.beginPath();
    context.roundRect(2, 2, width, 26, 4);
    context.fillStyle = t.disc;
    context.fill();
    context.setLineDash([4, 3]);
    context.strokeStyle = t.label;
    context.lineWidth = 1.4;
    context.stroke();
    context.font = chipFont;
    context.fillStyle = t.discText;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(words, 2 + width / 2, 15.5);
    return canvas;
  }

  /** The small ring of a town. */
  #town(): HTMLCanvasElement {
    const [canvas, context] = this.#canvas(10, 10);
    context.beginPath();
    context.arc(5, 5, 2.8, 0, 2 * Math.PI);
    context.fillStyle = this.theme.halo;
    context.fill();
    context.strokeStyle = this.theme.label;
    context.lineWidth = 1.6;
    context.stroke();
    return canvas;
  }

  /** A symbol of the sprite as a picture, in the colours given for its custom properties. */
  async #symbol(id: string, colours: Record<string, string>): Promise<HTMLImageElement | undefined> {
    const key = `${id} ${Object.values(colours).join(" ")}`;
    let loaded = this.#loaded.get(key);
    if (!loaded) {
      const symbol = (await this.#symbols).getElementById(id);
      if (!symbol) return undefined;
      loaded = picture(symbol, colours);
      this.#loaded.set(key, loaded);
    }
    return loaded;
  }
}

async function picture(symbol: Element, colours: Record<string, string>): Promise<HTMLImageElement> {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const a of Array.from(symbol.attributes)) if (a.name !== "id") svg.setAttribute(a.name, a.value);
  svg.setAttribute("width", "72");
  svg.setAttribute("height", "72");
  svg.innerHTML = symbol.innerHTML;
  let text = new XMLSerializer().serializeToString(svg).replaceAll("currentColor", colours["currentColor"] ?? "#000");
  text = text.replace(/var\((--\w+),\s*(#\w+)\)/g, (_, name: string, fallback: string) => colours[name] ?? fallback);
  const image = new Image(72, 72);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  return image;
}
