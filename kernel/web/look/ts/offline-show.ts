// The page that stands in where the network does not answer: the finder and the card of an officer, from what the device
// has kept. The address is that of the page that was asked for.
import { at, postOf, search, type Found } from "./offline-find.ts";
import { dated } from "./offline-keep.ts";
import { packs, type Pack, type Part, type Post } from "./offline-pack.ts";

/** Fills [data-offline]. */
export async function show(element: HTMLElement): Promise<void> {
  const all = await packs(document.documentElement.lang);
  const words = element.dataset;
  const note = part<HTMLElement>(element, "[data-offline-note]");
  if (all.length === 0) {
    note.textContent = words["none"] ?? "";
    part<HTMLElement>(element, "[data-offline-all]").hidden = true;
    element.dataset["done"] = "";
    return;
  }
  const oldest = all.map((p) => p.at).sort()[0] ?? "";
  note.textContent = (words["asof"] ?? "").replace("{date}", dated(oldest));
  const [, lang = "", folder = "", code = ""] = location.pathname.split("/").map(decodeURIComponent);
  const home = `/${lang}`;
  const query = new URLSearchParams(location.search);
  const lat = Number(query.get("lat"));
  const lon = Number(query.get("lon"));
  const q = (query.get("q") ?? "").trim();
  const cards = part<HTMLElement>(element, "[data-offline-cards]");
  if (folder === "officers" && code !== "") {
    for (const p of all) for (const c of p.parts) {
      const post = postOf(c, code);
      if (post && cards.childElementCount === 0) cards.append(card(element, post, c));
    }
  } else if (folder === "communities") {
    for (const p of all) for (const c of p.parts) if (c.code === code) cards.append(...community(element, c));
  } else if (q !== "") {
    part<HTMLInputElement>(element, 'input[name="q"]').value = q;
    rows(element, home, search(all, q), (words["found"] ?? "").replace("{query}", q), words["nothing"] ?? "");
  } else if (query.has("lat")) {
    const found = at(all, lat, lon);
    rows(element, home, found, words["position"] ?? "", words["outside"] ?? "");
    part<HTMLElement>(element, "[data-offline-near]").hidden = found.length < 2;
  }
  list(element, home, all);
  element.dataset["done"] = "";
}

function part<E extends Element>(within: ParentNode, selector: string): E {
  const found = within.querySelector<E>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

/** A copy of a template of the page. */
function copy(element: HTMLElement, name: string): HTMLElement {
  return part<HTMLTemplateElement>(element, `template[data-offline-${name}]`).content.firstElementChild?.cloneNode(true) as HTMLElement;
}

/** Writes a text into its place; a place without text goes. */
function fill(within: HTMLElement, slot: string, text: string | undefined): void {
  const place = within.querySelector<HTMLElement>(`[data-slot="${slot}"]`);
  if (!place) return;
  if (text) place.textContent = text;
  else (place.closest<HTMLElement>("[data-with]") ?? place).remove();
}

function dial(number: string): string {
  return `tel:${number.replace(/[^+\d]/g, "")}`;
}

function link(within: HTMLElement, slot: string, href: string): void {
  const place = within.querySelector<HTMLElement>(`[data-slot="${slot}"]`);
  const anchor = place?.closest("a");
  if (anchor) anchor.href = href;
}

function rows(element: HTMLElement, home: string, found: Found[], heading: string, none: string): void {
  const section = part<HTMLElement>(element, "[data-offline-found]");
  section.hidden = false;
  part(section, "h2").textContent = heading;
  part(section, "[data-offline-none]").textContent = found.length === 0 ? none : "";
  const into = part(section, "ul");
  for (const f of found) {
    const row = copy(element, "row");
    const names = (f.part.posts ?? []).map((p) => p.name).join("; ");
    const phone = f.post ? f.post.phone : f.part.unit?.phone;
    fill(row, "name", f.name);
    fill(row, "above", f.above);
    fill(row, "officer", f.post ? f.post.name : names || (element.dataset["nobody"] ?? ""));
    link(row, "name", f.post ? `${home}/officers/${encodeURIComponent(f.post.code)}` : `${home}/communities/${encodeURIComponent(f.part.code)}`);
    if (phone) link(row, "phone", dial(phone));
    fill(row, "phone", phone);
    into.append(row);
  }
}

function card(element: HTMLElement, post: Post, of: Part): HTMLElement {
  const c = copy(element, "card");
  for (const slot of ["title", "name", "rank", "place", "flag"] as const) fill(c, slot, post[slot]);
  if (post.phone) link(c, "phone", dial(post.phone));
  fill(c, "phone", post.phone);
  if (post.mail) link(c, "mail", `mailto:${post.mail}`);
  fill(c, "mail", post.mail);
  facts(part(c, "dl"), [...(post.facts ?? []), ...(of.meetings ?? []).map((m): [string, string] => [m.when, m.what])]);
  return c;
}

function facts(into: Element, all: [string, string][]): void {
  const [sample] = into.children;
  sample?.remove();
  for (const [term, text] of all) {
    const row = sample?.cloneNode(true) as HTMLElement;
    part(row, "dt").textContent = term;
    part(row, "dd").textContent = text;
    into.append(row);
  }
}

/** A community has a card for each of its posts, else the number of its unit. */
function community(element: HTMLElement, of: Part): HTMLElement[] {
  const name = document.createElement("h2");
  name.className = "rv-section";
  name.textContent = of.name;
  const cards = (of.posts ?? []).map((p) => card(element, p, of));
  if (cards.length > 0) return [name, ...cards];
  const post: Post = { code: "", title: of.unit?.name ?? "", name: element.dataset["nobody"] ?? "", vacant: true };
  return [name, card(element, of.unit ? { ...post, phone: of.unit.phone } : post, of)];
}

/** All communities; of several regions each one's are folded away. */
function list(element: HTMLElement, home: string, all: Pack[]): void {
  const into = part<HTMLElement>(element, "[data-offline-list]");
  const sorted = [...all].sort((a, b) => a.name.localeCompare(b.name, document.documentElement.lang));
  for (const p of sorted) {
    const names = document.createElement("ul");
    names.className = "rv-officer-regions";
    for (const c of [...p.parts].sort((a, b) => a.name.localeCompare(b.name, document.documentElement.lang))) {
      const item = document.createElement("li");
      const anchor = document.createElement("a");
      anchor.className = "ds-link";
      anchor.href = `${home}/communities/${encodeURIComponent(c.code)}`;
      anchor.textContent = c.name;
      item.append(anchor);
      names.append(item);
    }
    if (all.length === 1) {
      into.append(names);
      continue;
    }
    const fold = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = p.name === "" ? (element.dataset["others"] ?? "") : p.name;
    fold.append(summary, names);
    into.append(fold);
  }
}
