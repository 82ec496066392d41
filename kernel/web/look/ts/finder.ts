// Map and list: a change of the filter is shown at once, without a new page. The form works the same without this.
import { choose } from "./choose.ts";
import { all } from "./dom.ts";

/** Takes up the page of the map or of the list. */
export function finder(): void {
  const root = document.querySelector<HTMLElement>("[data-finder]");
  const form = root?.querySelector<HTMLFormElement>("form[data-filter]");
  if (!root || !form) return;
  root.dataset["live"] = "";
  const wide = matchMedia(root.dataset["finder"] === "list" ? "(min-width: 48rem)" : "(min-width: 68.75rem)");
  const fold = root.querySelector<HTMLDetailsElement>("[data-facets]");
  const open = () => {
    if (fold) fold.open = wide.matches;
  };
  open();
  if (fold) fold.dataset["ready"] = "";
  const toggle = root.querySelector<HTMLButtonElement>("[data-facets-toggle]");
  toggle?.addEventListener("click", () => {
    if (fold) fold.open = !fold.open;
  });
  fold?.addEventListener("toggle", () => toggle?.setAttribute("aria-expanded", String(fold.open)));
  const where = form.elements.namedItem("community");
  if (where instanceof HTMLSelectElement) choose(where, form.dataset["none"] ?? "");
  wide.addEventListener("change", open);

  form.addEventListener("change", () => void show(addressOf(form)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (fold && !wide.matches) fold.open = false;
    void show(addressOf(form));
  });
  root.addEventListener("click", (event) => {
    const quick = (event.target as Element).closest<HTMLAnchorElement>("a[data-quick]");
    if (!quick || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const asked = new URL(quick.href).searchParams;
    for (const name of ["from", "to"]) {
      const select = form.elements.namedItem(name);
      if (select instanceof HTMLSelectElement) select.value = asked.get(name) ?? "";
    }
    void show(addressOf(form));
  });
  inView(root, form);
}

/** The form's address without empty fields. */
function addressOf(form: HTMLFormElement): URL {
  const at = new URL(form.action);
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value !== "") at.searchParams.append(name, value);
  }
  return at;
}

let turn = 0;

/** Fetches the page of an address and takes over what changes: every element with an id and data-live. */
async function show(at: URL): Promise<void> {
  const mine = ++turn;
  let page: Document;
  try {
    const answer = await fetch(at, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    location.assign(at.href); // The browser says what is wrong.
    return;
  }
  if (mine !== turn) return;
  history.replaceState(history.state, "", `${at.pathname}${at.search}${location.hash}`);
  document.title = page.title;
  for (const element of all<HTMLElement>("[id][data-live]")) {
    const fresh = page.getElementById(element.id);
    if (fresh) element.replaceChildren(...Array.from(fresh.childNodes).map((n) => document.importNode(n, true)));
    else if (element.id.startsWith("n-")) element.textContent = "0";
  }
  for (const [i, link] of all<HTMLAnchorElement>("a[data-quick]").entries()) take(link, all<HTMLAnchorElement>("a[data-quick]", page)[i]);
  for (const [i, link] of all<HTMLAnchorElement>("a[data-view]").entries()) take(link, all<HTMLAnchorElement>("a[data-view]", page)[i]);
  const query = new URLSearchParams(at.search);
  query.delete("bbox");
  const map = page.querySelector<HTMLElement>("[data-map]")?.dataset;
  document.dispatchEvent(new CustomEvent("rv-filter", { detail: { query: query.toString(), own: map?.["own"] ?? "", bounds: map?.["bounds"] ?? "" } }));
}

function take(link: HTMLAnchorElement, fresh: HTMLAnchorElement | undefined): void {
  if (!fresh) return;
  link.setAttribute("href", fresh.getAttribute("href") ?? link.href);
  const current = fresh.getAttribute("aria-current");
  if (current === null) link.removeAttribute("aria-current");
  else link.setAttribute("aria-current", current);
}

/** The button that narrows the list to what the map shows, and follows it. */
function inView(root: HTMLElement, form: HTMLFormElement): void {
  const button = root.querySelector<HTMLButtonElement>("[data-in-view]");
  if (!button) return;
  let bbox = "";
  let asked = false;
  const apply = () => {
    const at = addressOf(form);
    at.searchParams.delete("bbox");
    if (asked && bbox !== "") at.searchParams.set("bbox", bbox);
    void show(at);
  };
  button.addEventListener("click", () => {
    asked = !asked;
    button.setAttribute("aria-pressed", String(asked));
    apply();
  });
  document.addEventListener("rv-view", (event) => {
    const now = (event as CustomEvent<{ bbox: string }>).detail.bbox;
    if (now === bbox) return;
    bbox = now;
    if (asked) apply();
  });
}
