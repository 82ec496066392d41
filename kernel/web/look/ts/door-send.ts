// What is marked at the door of an event: kept first, encrypted, and sent when there is a network. The server counts the
// time at which it was marked.
import { ask, check, type Contact, Gone, type Round } from "./field-send.ts";
import { type Store } from "./field-store.ts";

/** Who may be marked, as the server lists them. */
export interface Person {
  nomination: string;
  attendance: string;
  name: string;
  organisation: string;
  state: string;
  in: boolean;
  since: string | null;
}

/** The list of an event. */
export interface List {
  id: string;
  title: string;
  when: string;
  zone: string;
  at: string;
  people: Person[];
}

/** One mark. name is what is shown of it; message is why it was refused. */
export interface Scan {
  id: string;
  event: string;
  code: string;
  nomination: string;
  attendance: string;
  direction: "in" | "out";
  at: string;
  name: string;
  message: string;
}

interface Taken {
  id: string;
  status: string;
  attendance: string | null;
  name: string | null;
  message: string | null;
}

const longestList = 3 * 24 * 3600 * 1000; // a list is of use for as long as marks are taken later
const atOnce = 200;
const kept = "door/";

/** The lists that this phone keeps. */
export async function lists(store: Store): Promise<List[]> {
  const all = (await store.all<List>("doors")).filter((list) => Date.now() - Date.parse(list.at) < longestList);
  return all.sort((a, b) => a.when.localeCompare(b.when));
}

export async function list(store: Store, event: string): Promise<List | undefined> {
  return store.get<List>("doors", kept + event);
}

/** The marks of an event in the order in which they were made. */
export async function scans(store: Store, event: string): Promise<Scan[]> {
  return (await store.all<Scan>("scans")).filter((scan) => scan.event === event).sort((a, b) => a.at.localeCompare(b.at));
}

/** Who a code is of, by the list that is kept. */
export function ofCode(people: Person[], code: string): Person | undefined {
  const ref = code.trim().toUpperCase().split("-")[0];
  return people.find((p) => p.nomination !== "" && p.nomination === ref);
}

/** One round: the session, what waits, the list. taken is told of each mark that was counted. Only one tab sends at a time. */
export async function round(store: Store, event: string, taken: (scan: Scan) => void): Promise<Round & { gone?: boolean }> {
  return navigator.locks.request("reeve-door", async () => {
    try {
      const found = await check(store);
      if (found.contact !== "online" || found.erase) return found;
      for (const old of await store.all<List>("doors")) if (Date.now() - Date.parse(old.at) > longestList) await store.remove("doors", kept + old.id);
      await send(store, event, taken);
      const gone = event !== "" && !(await pull(store, event));
      return { ...found, gone };
    } catch (problem) {
      const contact: Contact = problem instanceof Gone ? "signed_out" : "offline";
      return { contact };
    }
  });
}

async function send(store: Store, event: string, taken: (scan: Scan) => void): Promise<void> {
  for (;;) {
    const waiting = (await scans(store, event)).filter((scan) => scan.message === "").slice(0, atOnce);
    if (waiting.length === 0) return;
    const body = waiting.map(({ id, code, nomination, attendance, direction, at }) => ({ id, code, nomination, attendance, direction, at, session: "" }));
    const answer = await ask(`/api/v1/field/events/${event}/checkins`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ scans: body }) });
    if (!answer.ok) {
      if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
      const problem = (await answer.json()) as { detail: string };
      for (const scan of waiting) await store.put("scans", scan.id, { ...scan, message: problem.detail });
      return;
    }
    const { items } = (await answer.json()) as { items: Taken[] };
    for (const scan of waiting) {
      const item = items.find((one) => one.id === scan.id);
      if (!item) throw new Error("no answer");
      if (item.status === "done") {
        await store.remove("scans", scan.id);
        taken({ ...scan, name: item.name ?? scan.name });
      } else await store.put("scans", scan.id, { ...scan, message: item.message ?? "?" });
    }
  }
}

/** Fetches the list; false where there is no such event for this person. */
async function pull(store: Store, event: string): Promise<boolean> {
  const answer = await ask(`/api/v1/field/events/${event}/door`);
  if (answer.ok) await store.put("doors", kept + event, await answer.json());
  else if (answer.status === 404) await store.remove("doors", kept + event);
  return answer.status !== 404;
}

/** The list as it stands with the marks that wait. */
export function withMarks(people: Person[], waiting: Scan[]): (Person & { waits: boolean })[] {
  return people.map((person) => {
    let now = { ...person, waits: false };
    for (const scan of waiting) {
      const its = scan.code ? ofCode([person], scan.code) : scan.nomination ? scan.nomination === person.nomination : scan.attendance === person.attendance;
      if (its && scan.message === "") now = { ...now, in: scan.direction === "in", since: scan.at, waits: true };
    }
    return now;
  });
}
