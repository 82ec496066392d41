// What a room's page hears, and how it takes up what is new. The server writes every page; the stream only says that
// there is something to fetch.
import { all } from "./dom.ts";

/** What the stream tells. */
export interface Pulse {
  rev: number;
  state: string;
  row: string;
  row_state: string;
  row_version: number;
  voted: number;
  present: number;
  closed: number;
  since: number;
  limit: number;
}

const comeAgain = 2_000; // after the server refused a stream
const noStream = 8_000; // after which a proxy is thought to hold the stream back
const often = 4_000; // between questions where there is no stream

/** Listens to a room. pulse is called with what is new, contact whether the server can be reached. */
export class Listener {
  private source: EventSource | undefined;
  private asking = 0;
  private heard = 0;
  private rev = -1;

  constructor(private room: string, private pulse: (p: Pulse) => void, private contact: (there: boolean) => void) {}

  start(): void {
    this.open();
    setTimeout(() => {
      if (this.heard === 0) this.asking = window.setInterval(() => void this.ask(), often);
    }, noStream);
    addEventListener("online", () => this.open());
    addEventListener("offline", () => this.contact(false));
    addEventListener("pagehide", () => this.source?.close());
    addEventListener("pageshow", (event) => event.persisted && this.open());
  }

  private open(): void {
    this.source?.close();
    const source = new EventSource(`/api/v1/rooms/${this.room}/stream`);
    this.source = source;
    source.addEventListener("open", () => {
      this.heard = Date.now();
      this.contact(true);
    });
    source.addEventListener("pulse", (event) => {
      clearInterval(this.asking);
      this.hear(JSON.parse((event as MessageEvent<string>).data) as Pulse);
    });
    source.addEventListener("error", () => {
      if (source !== this.source) return;
      if (source.readyState !== EventSource.CLOSED) {
        // It comes again by itself. A stream that ends in its time is no lost connection: only a second failure is.
        if (Date.now() - this.heard > comeAgain) this.contact(false);
        this.heard = Math.max(1, this.heard - comeAgain);
        return;
      }
      void this.ask();
      setTimeout(() => source === this.source && this.open(), comeAgain);
    });
  }

  /** Asks once. */
  async ask(): Promise<void> {
    try {
      const answer = await fetch(`/api/v1/rooms/${this.room}`, { headers: { Accept: "application/json" } });
      this.contact(true);
      if (answer.status === 401 || answer.status === 404) location.reload(); // the page says why
      else if (answer.ok) this.hear((await answer.json()) as Pulse);
    } catch {
      this.contact(false);
    }
  }

  private hear(p: Pulse): void {
    if (p.rev === this.rev) return;
    this.rev = p.rev;
    this.pulse(p);
  }
}

let running: Promise<boolean> | undefined;
let wanted = false;

/** Fetches this page anew and takes over every element with an id and data-live. Calls on top of each other become one. */
export async function refresh(): Promise<boolean> {
  if (running) {
    wanted = true;
    return running;
  }
  running = once();
  const done = await running;
  running = undefined;
  if (wanted) {
    wanted = false;
    return refresh();
  }
  return done;
}

async function once(): Promise<boolean> {
  let page: Document;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) {
      location.reload();
      return false;
    }
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return false;
  }
  for (const old of all<HTMLElement>("[data-live][id]")) {
    const now = page.getElementById(old.id);
    if (!now || now.outerHTML === old.outerHTML) continue;
    const focus = old.contains(document.activeElement) ? document.activeElement?.id : "";
    const fresh = document.importNode(now, true);
    old.replaceWith(fresh);
    if (focus) document.getElementById(focus)?.focus();
  }
  const root = document.querySelector<HTMLElement>("[data-room]");
  const is = page.querySelector<HTMLElement>("[data-room]");
  if (root && is) Object.assign(root.dataset, { rev: is.dataset["rev"], row: is.dataset["row"] });
  writeTimes();
  return true;
}

let skew: number | undefined; // of this clock to the server's

/** Writes the time of the row: what is left of it, or what it has taken. */
function writeTimes(): void {
  for (const at of all<HTMLElement>("[data-timer]")) {
    skew ??= Date.now() - Number(at.dataset["now"]);
    const gone = Math.max(0, Math.floor((Date.now() - skew - Number(at.dataset["since"])) / 1000));
    const limit = Number(at.dataset["limit"]);
    const left = limit > 0 ? limit - gone : gone;
    const seconds = Math.abs(left);
    at.textContent = `${left < 0 ? "+" : ""}${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    at.toggleAttribute("data-over", left < 0);
  }
}

/** Writes the times from now on. */
export function timer(): void {
  setInterval(writeTimes, 1000);
  writeTimes();
}
