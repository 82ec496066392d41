import { all } from "./dom.ts";

// Covering regions of a photo: rectangles drawn on it fill rows of numbers in per cent, and what is typed there is
// drawn. The numbers are what is sent; without script they are typed.

interface Region {
  x: number;
  y: number;
  w: number;
  h: number;
}

export function redaction(): void {
  for (const form of all<HTMLElement>("[data-redact]")) {
    const photo = form.querySelector<HTMLElement>("[data-redact-photo]");
    if (photo) tool(form, photo);
  }
}

function tool(form: HTMLElement, photo: HTMLElement): void {
  const lines = all<HTMLElement>("[data-redact-row]", form);
  const rows = lines.map((line) => all<HTMLInputElement>("input", line));
  const empty = (row: HTMLInputElement[]) => row.every((input) => input.value === "");
  const drawn = rows.map((row) => {
    const box = document.createElement("div");
    box.className = "rv-redact__box";
    box.hidden = true;
    photo.append(box);
    return () => place(box, read(row));
  });
  const show = () => {
    drawn.forEach((draw) => draw());
    let spare = 0; // of the rows that are not filled one is enough
    rows.forEach((row, n) => {
      const line = lines[n];
      if (line) line.hidden = empty(row) && ++spare > 1 && !line.contains(document.activeElement);
    });
  };
  photo.dataset["ready"] = "";
  form.addEventListener("input", show);
  form.querySelector("[data-redact-undo]")?.addEventListener("click", () => {
    const last = rows.filter((row) => !empty(row)).pop();
    for (const input of last ?? []) input.value = "";
    show();
  });

  let from: [number, number] | null = null;
  let row: HTMLInputElement[] | undefined;
  photo.addEventListener("pointerdown", (event) => {
    row = rows.find(empty);
    if (event.button !== 0 || !row) return;
    event.preventDefault();
    photo.setPointerCapture(event.pointerId);
    from = at(photo, event);
  });
  photo.addEventListener("pointermove", (event) => {
    if (!from || !row) return;
    write(row, between(from, at(photo, event)));
    show();
  });
  const end = (event: PointerEvent) => {
    if (!from || !row) return;
    const region = between(from, at(photo, event));
    from = null;
    if (event.type === "pointercancel" || region.w < 1 || region.h < 1) for (const input of row) input.value = "";
    show();
  };
  photo.addEventListener("pointerup", end);
  photo.addEventListener("pointercancel", end);
  show();
}

/** Where a pointer is on the photo, in per cent. */
function at(photo: HTMLElement, event: PointerEvent): [number, number] {
  const box = photo.getBoundingClientRect();
  const part = (v: number, size: number) => Math.min(100, Math.max(0, (100 * v) / size));
  return [part(event.clientX - box.left, box.width), part(event.clientY - box.top, box.height)];
}

/** The rectangle between two corners; rounded outwards, so that it covers all that was drawn. */
function between([ax, ay]: [number, number], [bx, by]: [number, number]): Region {
  const down = (v: number) => Math.floor(v * 10) / 10;
  const up = (v: number) => Math.min(100, Math.ceil(v * 10) / 10);
  const x = down(Math.min(ax, bx));
  const y = down(Math.min(ay, by));
  const round = (v: number) => Math.round(v * 10) / 10;
  return { x, y, w: round(up(Math.max(ax, bx)) - x), h: round(up(Math.max(ay, by)) - y) };
}

function read(row: HTMLInputElement[]): Region | null {
  const number = (n: number) => {
    const typed = row[n]?.value.trim() ?? "";
    return typed === "" ? NaN : Number(typed.replace(",", "."));
  };
  const region = { x: number(0), y: number(1), w: number(2), h: number(3) };
  return Object.values(region).every(Number.isFinite) ? region : null;
}

function write(row: HTMLInputElement[], region: Region): void {
  const values = [region.x, region.y, region.w, region.h];
  row.forEach((input, n) => (input.value = String(values[n] ?? "")));
}

function place(box: HTMLElement, region: Region | null): void {
  box.hidden = region === null;
  if (!region) return;
  box.style.left = region.x + "%";
  box.style.top = region.y + "%";
  box.style.width = region.w + "%";
  box.style.height = region.h + "%";
}
