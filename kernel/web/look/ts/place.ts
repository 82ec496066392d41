// The page on which a place is chosen: the pin of the map, the reader's own position, suggestions while an address
// or a name is typed. All of them fill the form that works without script too; nothing is sent in an address.
import { all } from "./dom.ts";
import type { Picked } from "./map-pick.ts";

/** Takes up form[data-place]. */
export function place(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-place]");
  const where = form?.querySelector<HTMLElement>("[data-where]");
  if (!form || !where) return;
  form.addEventListener("rv-pick", (event) => {
    const { lat, lon } = (event as CustomEvent<Picked>).detail;
    void tell(form, where, `at:${lat.toFixed(6)},${lon.toFixed(6)}`);
  });
  ownPosition(form, where);
  chosenSpots(form);
  suggestions(form, where);
}

let turn = 0;

/** Asks whose place a spot is, and shows the answer: a radio of the field place among it. */
async function tell(form: HTMLFormElement, where: HTMLElement, value: string): Promise<void> {
  const mine = ++turn;
  const fields = new URLSearchParams();
  for (const [name, v] of new FormData(form)) if (typeof v === "string" && name !== "place" && name !== "q") fields.append(name, v);
  fields.set("place", value);
  fields.set("go", "where");
  const page = await post(form, fields);
  if (mine !== turn || !page) return;
  for (const radio of all<HTMLInputElement>('input[name="place"]', form)) radio.checked = false;
  where.replaceChildren(...Array.from(page.body.childNodes));
  for (const hidden of all<HTMLElement>("[data-script]", where)) hidden.hidden = false;
}

async function post(form: HTMLFormElement, fields: URLSearchParams): Promise<Document | undefined> {
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields, headers: { Accept: "text/html" } });
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : undefined;
  } catch {
    return undefined; // Without the network the form itself says so when it is sent.
  }
}

function ownPosition(form: HTMLFormElement, where: HTMLElement): void {
  const button = form.querySelector<HTMLButtonElement>("[data-own-position]");
  const word = button?.querySelector("span");
  if (!button || !word) return;
  const before = word.textContent ?? "";
  button.addEventListener("click", () => {
    const end = () => {
      word.textContent = before;
      button.removeAttribute("aria-busy");
    };
    word.textContent = button.dataset["asking"] ?? before;
    button.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        end();
        void tell(form, where, `at:${coords.latitude.toFixed(6)},${coords.longitude.toFixed(6)}`);
        show({ lat: coords.latitude, lon: coords.longitude });
      },
      () => {
        end();
        const line = document.createElement("p");
        line.textContent = button.dataset["refused"] ?? "";
        where.replaceChildren(line);
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
    );
  });
}

/** Moves the map's pin, if the map is there. */
function show(at: Picked): void {
  document.dispatchEvent(new CustomEvent<Picked>("rv-picked", { detail: at }));
}

/** An address that is chosen is shown on the map. */
function chosenSpots(form: HTMLFormElement): void {
  form.addEventListener("change", (event) => {
    const radio = event.target as HTMLInputElement;
    if (radio.name === "place") showValue(radio.value);
  });
}

function showValue(value: string): void {
  const at = /^at:(-?[\d.]+),(-?[\d.]+)/.exec(value);
  if (at?.[1] !== undefined && at[2] !== undefined) show({ lat: Number(at[1]), lon: Number(at[2]) });
}

/**
 * Suggestions while typing, as a combobox with a list (WAI-ARIA): arrows walk, Enter takes, Escape closes. What is
 * suggested is what the page's own search finds.
 */
function suggestions(form: HTMLFormElement, where: HTMLElement): void {
  const input = form.querySelector<HTMLInputElement>('input[name="q"]');
  const box = form.querySelector<HTMLElement>("[data-suggest]");
  if (!input || !box) return;
  const list = document.createElement("ul");
  list.id = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset["words"] ?? "");
  box.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) {
    input.setAttribute(name, value);
  }
  let found: Document | undefined;
  let timer = 0;
  let asked = 0;
  let at = -1;
  const options = () => all<HTMLElement>('[role="option"]', list);
  const open = (on: boolean) => {
    box.hidden = !on;
    input.setAttribute("aria-expanded", String(on));
    if (!on) point(-1);
  };
  const point = (i: number) => {
    at = i;
    for (const [k, o] of options().entries()) o.setAttribute("aria-selected", String(k === i));
    const option = options()[i];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  const take = (i: number) => {
    const fresh = found?.getElementById("place-found");
    const here = document.getElementById("place-found");
    const value = options()[i]?.dataset["value"];
    if (!fresh || !here || value === undefined) return;
    here.replaceChildren(...Array.from(fresh.childNodes).map((n) => document.importNode(n, true)));
    const radio = all<HTMLInputElement>('input[name="place"]', here).find((r) => r.value === value);
    if (radio) radio.checked = true;
    input.value = options()[i]?.dataset["word"] ?? input.value;
    open(false);
    if (value.startsWith("at:")) {
      here.replaceChildren();
      void tell(form, where, value);
    } else where.replaceChildren();
    showValue(value);
  };
  const ask = async () => {
    const mine = ++asked;
    const fields = new URLSearchParams();
    for (const [name, v] of new FormData(form)) if (typeof v === "string" && name !== "place") fields.append(name, v);
    fields.set("go", "search");
    const page = input.value.trim().length < 2 ? undefined : await post(form, fields);
    if (mine !== asked) return;
    found = page;
    const radios = page ? all<HTMLInputElement>('#place-found input[name="place"]', page).slice(0, 8) : [];
    list.replaceChildren(...radios.map((radio, i) => option(radio, i)));
    for (const [i, o] of options().entries()) o.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // The focus stays in the field.
      take(i);
    });
    open(radios.length > 0);
  };
  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), 250);
  });
  input.addEventListener("keydown", (event) => {
    const n = box.hidden ? 0 : options().length;
    if (event.key === "ArrowDown" && n > 0) point((at + 1) % n);
    else if (event.key === "ArrowUp" && n > 0) point((at + n - 1 + (at < 0 ? 1 : 0)) % n);
    else if (event.key === "Enter" && n > 0 && at >= 0) take(at);
    else if (event.key === "Escape" && n > 0) open(false);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => open(false));
}

function option(radio: HTMLInputElement, i: number): HTMLElement {
  const line = document.createElement("li");
  const words = radio.closest("label")?.querySelector(".rv-choice__words");
  line.id = `suggestion-${String(i)}`;
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  line.dataset["value"] = radio.value;
  line.dataset["word"] = words?.querySelector(".rv-choice__word")?.textContent ?? "";
  if (words) line.append(document.importNode(words, true));
  return line;
}
