// Elements of the phone's screen. Nothing is ever put in as HTML.
import { icons } from "./field-words.ts";

type Child = Node | string | null | undefined | false;
type Values = Record<string, string | number | boolean | undefined | ((event: Event) => void)>;

/** An element with its attributes (a function is a listener, true an empty attribute) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(name: K, values: Values = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
  return element;
}

const svg = "http://www.w3.org/2000/svg";

function use(kind: string, id: string): SVGSVGElement {
  const drawing = document.createElementNS(svg, "svg");
  drawing.setAttribute("class", kind);
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("focusable", "false");
  const link = document.createElementNS(svg, "use");
  link.setAttribute("href", `${icons}#${id}`);
  drawing.append(link);
  return drawing;
}

export function icon(name: string): SVGSVGElement {
  return use("rv-icon", `i-${name}`);
}

/** The shape of a report's state. */
export function shape(state: string): SVGSVGElement {
  const code = state.replace("_", "-");
  const drawing = use("rv-shape", `state-${code}`);
  drawing.setAttribute("data-state", code);
  return drawing;
}

/** A bar of parts of a whole, each from and to in per cent. */
export function bar(parts: { from: number; to: number; kind: string }[]): SVGSVGElement {
  const drawing = document.createElementNS(svg, "svg");
  drawing.setAttribute("class", "rv-phone__meter");
  drawing.setAttribute("aria-hidden", "true");
  for (const part of parts) {
    const rect = document.createElementNS(svg, "rect");
    const from = Math.min(100, Math.max(0, part.from));
    rect.setAttribute("x", `${from}%`);
    rect.setAttribute("width", `${Math.min(100, Math.max(0, part.to)) - from}%`);
    rect.setAttribute("height", "100%");
    rect.setAttribute("data-kind", part.kind);
    drawing.append(rect);
  }
  return drawing;
}

/** Numbered dots on a ground of 120 by 71, the first ones above the others. */
export function dots(spots: { x: number; y: number }[], label: string): SVGSVGElement {
  const drawing = document.createElementNS(svg, "svg");
  drawing.setAttribute("class", "rv-phone__sketch");
  drawing.setAttribute("viewBox", "0 0 120 71");
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", label);
  for (const [n, spot] of [...spots.entries()].reverse()) {
    const dot = document.createElementNS(svg, "circle");
    for (const [name, value] of Object.entries({ cx: spot.x, cy: spot.y, r: 4.5 })) dot.setAttribute(name, value.toFixed(1));
    const number = document.createElementNS(svg, "text");
    number.setAttribute("x", spot.x.toFixed(1));
    number.setAttribute("y", (spot.y + 1.7).toFixed(1));
    number.textContent = String(n + 1);
    drawing.append(dot, number);
  }
  return drawing;
}

/** A button with words. */
export function button(word: string, sign: string, press: () => void, values: Values = {}): HTMLButtonElement {
  return h("button", { class: "ds-button", type: "button", onclick: press, ...values }, sign ? icon(sign) : null, h("span", {}, word));
}

/** Radio buttons as tiles or chips. */
export function radios(name: string, legend: string, form: string, items: { value: string; word: string; sign?: string }[], chosen: string, choose: (value: string) => void): HTMLFieldSetElement {
  const list = h("div", { class: "rv-choices__items" });
  for (const item of items) {
    const input = h("input", { class: "ds-input", type: "radio", name, value: item.value, onchange: () => choose(item.value) });
    input.checked = item.value === chosen;
    list.append(h("label", { class: "rv-choice" }, input, item.sign ? icon(item.sign) : null, h("span", { class: "rv-choice__words" }, h("span", { class: "rv-choice__word" }, item.word))));
  }
  return h("fieldset", { class: "ds-fieldset rv-choices", "data-form": form }, h("legend", { class: "ds-label", "data-weight": "semibold" }, legend), list);
}

/** A control with its label. */
export function field(label: string, control: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement): HTMLDivElement {
  control.classList.add("ds-input");
  control.id ||= "f" + crypto.randomUUID();
  return h("div", { class: "ds-field rv-field" }, h("label", { class: "ds-label", "data-weight": "semibold", for: control.id }, label), control);
}

/** A card, perhaps with a heading. */
export function card(...children: Child[]): HTMLElement {
  return h("section", { class: "rv-phone__card" }, ...children);
}

/** What is said where there is nothing. */
export function nothing(title: string, text: string): HTMLElement {
  return h("div", { class: "rv-phone__nothing" }, h("h2", {}, title), text ? h("p", {}, text) : null);
}
