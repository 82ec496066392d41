// What a device keeps of a region, as the server writes it (PublicPack), and where it lies.

/** A post: who answers, in words. */
export interface Post {
  code: string;
  title: string;
  name: string;
  keys?: string;
  rank?: string;
  place?: string;
  vacant?: boolean;
  phone?: string;
  mail?: string;
  flag?: string;
  facts?: [string, string][];
}

/** A beat and the code of the post that answers for it. */
export interface Beat {
  name: string;
  keys?: string;
  rings?: string[];
  post?: string;
}

/** One community. */
export interface Part {
  digest: string;
  code: string;
  name: string;
  keys?: string;
  rings?: string[];
  settlements?: [string, string][];
  beats?: Beat[];
  posts?: Post[];
  post?: string;
  meetings?: { when: string; what: string }[];
  unit?: { name: string; phone: string };
}

/** A region. */
export interface Pack {
  region: string;
  name: string;
  lang: string;
  at: string;
  emergency: string;
  grain_m: number;
  digests: string[];
  parts: Part[];
}

/** The cache that the worker answers from; its name stands in offline-worker.ts too. */
export const cacheName = "reeve-offline-1";

/** Where the pack of a region lies, on the server and on the device. */
export function packPath(region: string, lang: string): string {
  return `/packs/${encodeURIComponent(region)}.json?lang=${lang}`;
}

/** All packs that the device has in a language; in any language where it has none in this one. */
export async function packs(lang: string): Promise<Pack[]> {
  const cache = await caches.open(cacheName);
  const all: Pack[] = [];
  for (const request of await cache.keys()) {
    const path = new URL(request.url).pathname;
    if (!path.startsWith("/packs/")) continue;
    const answer = await cache.match(request);
    if (answer) all.push((await answer.json()) as Pack);
  }
  const own = all.filter((p) => p.lang === lang);
  return own.length > 0 ? own : all;
}

/** Puts a new answer and what was kept together; undefined where a part is missing. */
export function joined(before: Pack | undefined, now: Pack): Pack | undefined {
  const parts = new Map([...(before?.parts ?? []), ...now.parts].map((p) => [p.digest, p]));
  const all = now.digests.map((digest) => parts.get(digest));
  return all.every((p) => p !== undefined) ? { ...now, parts: all } : undefined;
}
