// Sending what was written down, and fetching the work of the day. One tab at a time does it.
import type { Answer, Item, Today, Work } from "./field-data.ts";
import { longest, type Store } from "./field-store.ts";
import { lang, w } from "./field-words.ts";

const day = 24 * 3600 * 1000;
/** A session that was used so shortly before, and is no older, has not run out: somebody has ended it. The server's own
 * limits are a little wider, 12 hours and 7 days. */
const idle = 11.5 * 3600 * 1000;
const life = 6.9 * day;
const patience = 20_000; // before a silent network counts as none
const atOnce = 20;
const mostTries = 5;

export interface Day extends Omit<Today, "categories"> {
  categories: NonNullable<Today["categories"]>;
}

/** How things stand with the server. */
export type Contact = "unknown" | "online" | "offline" | "signed_out";

/** What the last round found. erase tells why everything has to go. */
export interface Round {
  contact: Contact;
  erase?: "ended" | "other";
}

/** The session does not let this be done. */
export class Gone extends Error {}

export async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const answer = await fetch(path, { ...init, credentials: "same-origin", headers: { "Accept-Language": lang, ...init.headers }, signal: AbortSignal.timeout(patience) });
  if (answer.status === 401 || answer.status === 403) throw new Gone();
  return answer;
}

/** Erases what is too old, and says so. */
export function tooOld(store: Store): boolean {
  return store.holder !== undefined && Date.now() - store.holder.seen > longest;
}

/** Whether the session still runs, and whose it is. */
export async function check(store: Store): Promise<Round> {
  const answer = await ask("/api/v1/field/session");
  if (!answer.ok) return { contact: "offline" };
  const session = (await answer.json()) as { state: string; owner: string; session: string };
  const holder = store.holder;
  if (session.state === "running") {
    if (holder && holder.owner !== session.owner) return { contact: "online", erase: "other" };
    await store.hold(session.owner, session.session);
    return { contact: "online" };
  }
  if (session.state === "ended" && holder && Date.now() - holder.seen < idle && Date.now() - holder.since < life) return { contact: "signed_out", erase: "ended" };
  return { contact: "signed_out" };
}

/** One round: the session, the queue, the work of the day. changed is called when there is something new to show. */
export async function round(store: Store, changed: () => Promise<void>): Promise<Round> {
  return navigator.locks.request("reeve-field", async () => {
    try {
      const found = await check(store);
      if (found.contact !== "online" || found.erase) return found;
      await sendAll(store, changed);
      await pull(store);
      return found;
    } catch (problem) {
      return { contact: problem instanceof Gone ? "signed_out" : "offline" };
    }
  });
}

/** The queue in the order in which it was written. */
export async function queue(store: Store): Promise<Item[]> {
  return (await store.all<Item>("items")).sort((a, b) => a.made - b.made);
}

async function sendAll(store: Store, changed: () => Promise<void>): Promise<void> {
  for (;;) {
    const items = await queue(store);
    const chosen: Item[] = [];
    for (const item of items) {
      // What a step of a report changes, the next one has to know; and after one that needs a decision the rest waits.
      const before = item.ref && items.some((other) => other !== item && other.ref === item.ref && other.made < item.made && other.state !== "sent");
      if ((item.state === "waiting" || item.state === "sending") && !before && chosen.length < atOnce) chosen.push(item);
    }
    if (chosen.length === 0) return;
    for (const item of chosen) await store.put("items", item.id, { ...item, state: "sending" });
    await changed();
    try {
      const ready: Item[] = [];
      for (const item of chosen) if (await sendPhotos(store, item)) ready.push(item);
      if (ready.length > 0) await settle(store, ready, await command(ready));
    } catch (problem) {
      for (const item of await queue(store)) if (item.state === "sending") await store.put("items", item.id, { ...item, state: "waiting" });
      throw problem;
    }
    await changed();
    if ((await queue(store)).some((item) => item.state === "waiting" && item.tries > 0)) return; // later again
  }
}

/** Sends the photos that an item names; false when one is refused, and then the item needs a decision. */
async function sendPhotos(store: Store, item: Item): Promise<boolean> {
  for (const photo of item.photos) {
    const bytes = await store.getBytes("photos", photo);
    if (!bytes) continue; // sent before
    const form = new FormData();
    form.append("id", photo);
    form.append("photo", new Blob([bytes], { type: "image/jpeg" }), "photo.jpg");
    const answer = await ask("/api/v1/field/photos", { method: "POST", body: form });
    if (answer.ok) {
      await store.remove("photos", photo);
      continue;
    }
    if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
    const problem = (await answer.json()) as { code: string; detail: string; errors: { field: string; message: string }[] };
    await store.put("items", item.id, { ...item, state: "needs", answer: refusal(item, problem.code, problem.errors[0]?.message ?? problem.detail) });
    return false;
  }
  return true;
}

function refusal(item: Item, code: string, reason: string): Answer {
  return { id: item.id, result: "rejected", ref: "", version: 0, state: "", code, reason, errors: [], current: null };
}

async function command(items: Item[]): Promise<Answer[]> {
  const commands = items.map(({ id, type, base_version, occurred_at, late_reason, body }) => ({ id, type, base_version, occurred_at, late_reason, body }));
  const answer = await ask("/api/v1/commands", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ commands }) });
  if (answer.ok) return ((await answer.json()) as { items: Answer[] }).items;
  if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
  const problem = (await answer.json()) as { code: string; detail: string };
  return items.map((item) => refusal(item, problem.code, problem.detail));
}

async function settle(store: Store, items: Item[], answers: Answer[]): Promise<void> {
  for (const item of items) {
    const answer = answers.find((a) => a.id === item.id);
    if (!answer) continue;
    if (answer.result === "done" || answer.result === "duplicate") {
      await follow(store, item, answer);
      // What has arrived is kept no longer than its line in the list.
      await store.put("items", item.id, { ...item, body: {}, photos: [], state: "sent", answer });
      continue;
    }
    const again = answer.code === "web.internal" && item.tries < mostTries;
    await store.put("items", item.id, { ...item, tries: item.tries + 1, state: again ? "waiting" : "needs", answer });
  }
}

/** Later own steps of the same report were written on top of this one. */
async function follow(store: Store, sent: Item, answer: Answer): Promise<void> {
  if (!sent.ref) return;
  for (const item of await queue(store)) {
    if (item.ref === sent.ref && item.made > sent.made && item.state === "waiting" && item.base_version === sent.base_version) {
      await store.put("items", item.id, { ...item, base_version: answer.version });
    }
  }
}

async function pull(store: Store): Promise<void> {
  const kept = await today(store);
  const answer = await ask("/api/v1/field/today?since=" + (kept?.seq ?? 0));
  if (!answer.ok) return;
  const next = (await answer.json()) as Today;
  const works = new Map<string, Work>((kept?.reports ?? []).map((work) => [work.ref, work]));
  for (const work of next.reports) works.set(work.ref, work);
  const reports = next.keep.map((ref) => works.get(ref)).filter((work): work is Work => work !== undefined);
  await store.put("state", "today", { ...next, reports, categories: next.categories ?? kept?.categories ?? [] });
  for (const item of await queue(store)) if (item.state === "sent" && Date.now() - item.made > day) await store.remove("items", item.id);
}

/** The work of the day, if it is still of the day. */
export async function today(store: Store): Promise<Day | undefined> {
  const kept = await store.get<Day>("state", "today");
  if (kept && Date.now() - Date.parse(kept.at) > day) {
    await store.remove("state", "today");
    return undefined;
  }
  return kept;
}

/** What an item says of itself in the queue. */
export function stateWord(item: Item): string {
  return w("field.state." + item.state);
}
