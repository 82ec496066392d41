// What a person says in a room, kept in the browser until the server has answered for it.

/** A vote, a comment, or both. */
export interface Cast {
  id: string;
  number: string;
  status: string;
  comment: string;
  lang: string;
  given_at: number;
}

/** What became of one. */
export interface Answer {
  id: string;
  outcome: "counted" | "closed" | "refused";
  again: boolean;
  message: string;
}

/** How the last try went: sent, without connection, no longer in the room, or to be tried later. */
export type Sent = "sent" | "away" | "out" | "later";

/** An id that no other browser makes. randomUUID is not there on a laptop without a certificate. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}

/** The casts that wait, in their order. Those of all pages of this browser in this room are in one list. */
export class Queue {
  private busy: Promise<Sent> | undefined;
  private memory: Cast[] = []; // where the browser keeps nothing

  constructor(private room: string, private answered: (cast: Cast, answer: Answer) => void) {}

  private get key(): string {
    return `room:${this.room}`;
  }

  all(): Cast[] {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(this.key) ?? "[]");
      return Array.isArray(kept) ? (kept as Cast[]) : [];
    } catch {
      return this.memory;
    }
  }

  private keep(all: Cast[]): void {
    this.memory = all;
    try {
      if (all.length === 0) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, JSON.stringify(all));
    } catch {
      // It stays in memory.
    }
  }

  /** Keeps a cast, and then sends everything. */
  add(cast: Cast): Promise<Sent> {
    this.keep([...this.all(), cast]);
    return this.send();
  }

  /** Sends what waits, in its order; what the server answered for is taken out. */
  async send(): Promise<Sent> {
    if (this.busy) {
      await this.busy;
      return this.all().length === 0 ? "sent" : this.send();
    }
    this.busy = this.round();
    const how = await this.busy;
    this.busy = undefined;
    return how;
  }

  private async round(): Promise<Sent> {
    for (let part = this.all().slice(0, 100); part.length > 0; part = this.all().slice(0, 100)) {
      let answer: Response;
      try {
        answer = await fetch(`/api/v1/rooms/${this.room}/votes`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ items: part }) });
      } catch {
        return "away";
      }
      if (answer.status === 401 || answer.status === 404) return "out";
      if (!answer.ok) return "later";
      let items: Answer[];
      try {
        ({ items } = (await answer.json()) as { items: Answer[] });
      } catch {
        return "away"; // the answer broke off; what was stored is stored once, however often it is sent
      }
      const done = new Map(items.map((item) => [item.id, item]));
      this.keep(this.all().filter((cast) => !done.has(cast.id)));
      for (const cast of part) {
        const item = done.get(cast.id);
        if (item) this.answered(cast, item);
      }
      if (done.size === 0) return "later";
    }
    return "sent";
  }
}
