// What the phone keeps: one database of the browser in which everything but dates is encrypted. The key cannot be taken
// out of the browser, belongs to one session, and goes with the database.

/** How long anything is kept without a word from the server. */
export const longest = 72 * 3600 * 1000;

const database = "reeve-field";
const stores = ["items", "photos", "state", "doors", "scans"] as const;
export type Kind = (typeof stores)[number];

interface Sealed {
  id: string;
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

/** Whose the data are, and when the server was last heard. */
export interface Holder {
  key: CryptoKey;
  owner: string;
  session: string;
  since: number; // when this session was first seen
  seen: number;
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function over(tx: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    tx.oncomplete = () => resolve();
    tx.onerror = tx.onabort = () => reject(tx.error);
  });
}

function newKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** Erases everything that the phone keeps. */
export function wipe(): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(database);
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}

export class Store {
  private constructor(
    private readonly db: IDBDatabase,
    public holder: Holder | undefined,
  ) {}

  static async open(): Promise<Store> {
    const request = indexedDB.open(database, 2);
    request.onupgradeneeded = () => {
      const there = request.result.objectStoreNames; // of an earlier version
      for (const name of stores) if (!there.contains(name)) request.result.createObjectStore(name, { keyPath: "id" });
      if (!there.contains("holder")) request.result.createObjectStore("holder");
    };
    const db = await done(request);
    db.onversionchange = () => db.close(); // another tab erases
    const holder = (await done(db.transaction("holder").objectStore("holder").get("holder"))) as Holder | undefined;
    return new Store(db, holder);
  }

  close(): void {
    this.db.close();
  }

  /** The session runs: its key is there. What an earlier session of the same person left is encrypted anew. */
  async hold(owner: string, session: string): Promise<void> {
    const old = this.holder;
    if (old && old.owner === owner && old.session === session) {
      await this.heard();
      return;
    }
    const next: Holder = { key: await newKey(), owner, session, since: Date.now(), seen: Date.now() };
    const moved: [Kind, Sealed][] = [];
    if (old) {
      for (const kind of stores) {
        for (const sealed of (await done(this.db.transaction(kind).objectStore(kind).getAll())) as Sealed[]) {
          const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, old.key, sealed.data);
          moved.push([kind, await seal(next.key, sealed.id, plain)]);
        }
      }
    }
    const tx = this.db.transaction([...stores, "holder"], "readwrite", { durability: "strict" });
    for (const [kind, sealed] of moved) tx.objectStore(kind).put(sealed);
    tx.objectStore("holder").put(next, "holder");
    await over(tx);
    this.holder = next;
  }

  /** The server has answered for the session that these data belong to. */
  async heard(): Promise<void> {
    if (!this.holder) return;
    this.holder.seen = Date.now();
    const tx = this.db.transaction("holder", "readwrite");
    tx.objectStore("holder").put(this.holder, "holder");
    await over(tx);
  }

  async put(kind: Kind, id: string, value: unknown): Promise<void> {
    await this.putBytes(kind, id, new TextEncoder().encode(JSON.stringify(value)).buffer);
  }

  async putBytes(kind: Kind, id: string, plain: ArrayBuffer): Promise<void> {
    if (!this.holder) throw new Error("no session");
    const sealed = await seal(this.holder.key, id, plain);
    const tx = this.db.transaction(kind, "readwrite", { durability: "strict" });
    tx.objectStore(kind).put(sealed);
    await over(tx);
  }

  async get<T>(kind: Kind, id: string): Promise<T | undefined> {
    const plain = await this.getBytes(kind, id);
    return plain && (JSON.parse(new TextDecoder().decode(plain)) as T);
  }

  async getBytes(kind: Kind, id: string): Promise<ArrayBuffer | undefined> {
    const sealed = (await done(this.db.transaction(kind).objectStore(kind).get(id))) as Sealed | undefined;
    return sealed && this.holder && crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, this.holder.key, sealed.data);
  }

  async all<T>(kind: Kind): Promise<T[]> {
    const holder = this.holder;
    if (!holder) return [];
    const list = (await done(this.db.transaction(kind).objectStore(kind).getAll())) as Sealed[];
    return Promise.all(
      list.map(async (sealed) => JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, holder.key, sealed.data))) as T),
    );
  }

  async remove(kind: Kind, id: string): Promise<void> {
    const tx = this.db.transaction(kind, "readwrite", { durability: "strict" });
    tx.objectStore(kind).delete(id);
    await over(tx);
  }
}

async function seal(key: CryptoKey, id: string, plain: ArrayBuffer): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { id, iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain) };
}
