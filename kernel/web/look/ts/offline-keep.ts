// Keeps on the device what the page for hours without connection needs: that page, the files it is drawn with, and the
// packs of the regions that the reader has looked at. Of a pack only the changed parts are fetched again.
import { cacheName, joined, packPath, type Pack } from "./offline-pack.ts";

/** An address has this much room for the digests of parts. */
const mostHave = 7900;

/** Of several regions so many characters are kept; a region that is looked at by itself always is. */
const most = 2_000_000;

/** Of several regions those are not asked about again that were asked about less than an hour ago, in milliseconds. */
const fresh = 3_600_000;

/** Keeps what [data-packs] names and says so. */
export async function keep(element: HTMLElement): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const saving = (navigator as { connection?: { saveData?: boolean } }).connection?.saveData;
  if (saving) return; // The reader has asked for few bytes.
  await navigator.serviceWorker.register("/offline-worker.js", { scope: "/" });
  const cache = await caches.open(cacheName);
  const lang = document.documentElement.lang;
  const regions = (element.dataset["packs"] ?? "").split(" ").filter((r) => r !== "");
  let at = "";
  let size = 0;
  for (const region of regions) {
    const kept = await keepPack(cache, region, lang, regions.length > 1 ? fresh : 0);
    if (at === "" || kept.pack.at < at) at = kept.pack.at;
    size += kept.size;
    if (size > most) break;
  }
  await keepPage(cache, element.dataset["shell"] ?? ""); // after what it shows
  await navigator.serviceWorker.ready;
  const text = element.querySelector("span");
  if (!text || at === "") return;
  text.textContent = (element.dataset["kept"] ?? "").replace("{date}", dated(at));
  element.hidden = false;
  element.dataset["done"] = "";
}

/** A moment as the page's language writes it. */
export function dated(at: string): string {
  return new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
}

/** Nothing that is kept may depend on who is signed in, so no cookie is sent along. */
const bare: RequestInit = { credentials: "omit" };

async function keepPage(cache: Cache, shell: string): Promise<void> {
  const page = await fetch(shell, bare);
  if (!page.ok) throw new Error("no page to keep");
  const copy = page.clone();
  const text = await page.text();
  await cache.put(shell, copy);
  const files = new Set<string>();
  for (const [, path] of text.matchAll(/"(\/static\/[^"#]+)/g)) if (path) files.add(path);
  // The style sheet names its fonts; those that this page has drawn with are the ones of its language.
  for (const entry of performance.getEntriesByType("resource")) {
    const { pathname } = new URL(entry.name);
    if (pathname.startsWith("/static/") && pathname.endsWith(".woff2")) files.add(pathname);
  }
  await Promise.all([...files].map(async (path) => {
    if (await cache.match(path)) return;
    const file = await fetch(path, bare);
    if (file.ok) await cache.put(path, file);
  }));
  await forget(cache);
}

/** Files that no kept page names any longer go: their names change with their content. Fonts stay while they are few. */
async function forget(cache: Cache): Promise<void> {
  const keys = await cache.keys();
  const named = new Set<string>();
  for (const request of keys) {
    if (!new URL(request.url).pathname.endsWith("/offline")) continue;
    const text = (await (await cache.match(request))?.text()) ?? "";
    for (const [, path] of text.matchAll(/"(\/static\/[^"#]+)/g)) if (path) named.add(path);
  }
  const fonts = keys.filter((request) => request.url.endsWith(".woff2"));
  const old = fonts.length > 12 ? fonts : [];
  const files = keys.filter(({ url }) => new URL(url).pathname.startsWith("/static/") && !url.endsWith(".woff2"));
  for (const request of [...old, ...files]) if (!named.has(new URL(request.url).pathname)) await cache.delete(request);
}

async function keepPack(cache: Cache, region: string, lang: string, age: number): Promise<{ pack: Pack; size: number }> {
  const path = packPath(region, lang);
  const stored = await (await cache.match(path))?.text();
  const before = stored === undefined ? undefined : (JSON.parse(stored) as Pack);
  if (stored !== undefined && before && Date.now() - Date.parse(before.at) < age) return { pack: before, size: stored.length };
  const have = (before?.digests ?? []).join("");
  let pack = joined(before, await ask(have !== "" && have.length < mostHave ? `${path}&have=${have}` : path));
  pack ??= await ask(path);
  const text = JSON.stringify(pack);
  await cache.put(path, new Response(text, { headers: { "Content-Type": "application/json" } }));
  return { pack, size: text.length };
}

async function ask(path: string): Promise<Pack> {
  const answer = await fetch(path, bare);
  if (!answer.ok) throw new Error("no pack");
  return (await answer.json()) as Pack;
}
