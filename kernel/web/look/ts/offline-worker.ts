// The public service worker: where the network does not answer it gives what the page has kept (offline-keep.ts). It
// keeps nothing itself, and has no part in the desk, the field pages, the interfaces and whatever is sent.

interface FetchLike extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

/** The cache that offline-keep.ts fills. */
const cacheName = "reeve-offline-1";

/** Pages for everybody: they lie below a language. */
const page = /^\/([a-z]{2}(?:-[A-Z][a-z]{3})?)(?:\/|$)/;

async function kept(path: string): Promise<Response | undefined> {
  return (await caches.open(cacheName)).match(path, { ignoreVary: true });
}

/** The page that shows what is kept, in the language of the address, else in any that is there. */
async function shell(language: string): Promise<Response | undefined> {
  const own = await kept(`/${language}/offline`);
  if (own) return own;
  const cache = await caches.open(cacheName);
  const other = (await cache.keys()).find((request) => new URL(request.url).pathname.endsWith("/offline"));
  return other ? cache.match(other, { ignoreVary: true }) : undefined;
}

async function answer(request: Request, fallback: () => Promise<Response | undefined>): Promise<Response> {
  try {
    return await fetch(request);
  } catch (failure) {
    const found = await fallback();
    if (found) return found;
    throw failure;
  }
}

const worker = self as unknown as {
  addEventListener(type: string, take: (event: FetchLike & { waitUntil(until: Promise<unknown>): void }) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
};

worker.addEventListener("install", () => void worker.skipWaiting());

worker.addEventListener("activate", (event) => {
  const others = caches.keys().then((names) => Promise.all(names.filter((n) => n.startsWith("reeve-offline-") && n !== cacheName).map((n) => caches.delete(n))));
  event.waitUntil(others.then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  const language = page.exec(url.pathname)?.[1];
  if (url.pathname.startsWith("/static/")) event.respondWith(answer(request, () => kept(url.pathname)));
  else if (request.mode === "navigate" && language) event.respondWith(answer(request, () => shell(language)));
});
