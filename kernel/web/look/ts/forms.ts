import { all } from "./dom.ts";

/** Shows how much of a text area's limit is used. The server has the last word; nothing is cut here. */
export function counters(): void {
  for (const area of all<HTMLTextAreaElement>("textarea[data-max]")) {
    const max = Number(area.dataset["max"]);
    const counter = area.parentElement?.querySelector<HTMLElement>("[data-counter]");
    if (!counter || !(max > 0)) continue;
    const number = new Intl.NumberFormat(document.documentElement.lang);
    const show = () => {
      const used = Array.from(area.value).length;
      counter.textContent = `${number.format(used)} / ${number.format(max)}`;
      counter.toggleAttribute("data-over", used > max);
      // Said aloud only near the limit: a reader who hears every letter counted hears nothing else.
      if (used > max * 0.9) counter.setAttribute("role", "status");
      else counter.removeAttribute("role");
    };
    counter.hidden = false;
    area.addEventListener("input", show);
    show();
  }
}

/**
 * Keeps what was typed in a form marked data-draft="name" until it was sent and the next page has come:
 * a lost connection or a closed tab loses nothing. It stays in this tab (sessionStorage) and never keeps
 * passwords, files, hidden fields or keys.
 */
export function drafts(): void {
  for (const form of all<HTMLFormElement>("form[data-draft]")) {
    const key = `draft:${form.dataset["draft"] ?? ""}`;
    restore(form, key);
    form.addEventListener("input", () => {
      const kept: Record<string, string> = {};
      for (const control of controls(form)) if (control.value) kept[control.name] = control.value;
      store(key, JSON.stringify(kept));
    });
  }
  for (const done of all<HTMLElement>("[data-draft-done]")) {
    store(`draft:${done.dataset["draftDone"] ?? ""}`, null);
  }
}

type Typed = HTMLInputElement | HTMLTextAreaElement;

function controls(form: HTMLFormElement): Typed[] {
  const kinds = ["text", "search", "email", "tel", "date", "time", "number", "textarea"];
  return all<Typed>("input, textarea", form).filter(
    (c) => c.name !== "" && kinds.includes(c.type) && !c.classList.contains("rv-keyinput"),
  );
}

function restore(form: HTMLFormElement, key: string): void {
  let kept: unknown;
  try {
    kept = JSON.parse(sessionStorage.getItem(key) ?? "{}");
  } catch {
    return;
  }
  if (typeof kept !== "object" || kept === null) return;
  for (const control of controls(form)) {
    const value = (kept as Record<string, unknown>)[control.name];
    // What the server sent back wins over what this tab remembers.
    if (typeof value === "string" && control.value === "") control.value = value;
  }
}

function store(key: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    // Storage is switched off or full: the form works as it does without script.
  }
}

/** A form is sent once: the second click on its button does nothing. */
export function sendOnce(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset["sent"] !== undefined) event.preventDefault();
    form.dataset["sent"] = "";
  });
  // Coming back by the browser's back button the form may be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of all<HTMLFormElement>("form[data-sent]")) delete form.dataset["sent"];
  });
}

/** Buttons that copy a text or print the page. */
export function copyAndPrint(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-copy], button[data-print]");
    if (!button) return;
    if (button.dataset["print"] !== undefined) window.print();
    else void copy(button);
  });
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const word = button.querySelector("span");
  const before = word?.textContent ?? "";
  try {
    await navigator.clipboard.writeText(button.dataset["copy"] ?? "");
  } catch {
    return; // Refused by the browser: the words stand on the page and can be copied by hand.
  }
  if (!word) return;
  word.textContent = button.dataset["copied"] ?? before;
  window.setTimeout(() => (word.textContent = before), 4000);
}
