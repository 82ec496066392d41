// Service worker of the phone: keeps the page and its files, never anybody's data. What is kept comes from the script
// that loads this one.
(() => {
  interface Waiting extends Event {
    waitUntil(work: Promise<unknown>): void;
  }
  interface Asked extends Waiting {
    readonly request: Request;
    respondWith(answer: Promise<Response>): void;
  }
  const worker = self as unknown as {
    kept: string[];
    skipWaiting(): Promise<void>;
    clients: { claim(): Promise<void> };
    addEventListener(name: "install" | "activate", listen: (event: Waiting) => void): void;
    addEventListener(name: "fetch", listen: (event: Asked) => void): void;
  };
  const prefix = "reeve-field-";
  const page = "/field/";
  const name = prefix + worker.kept.join(" ").replace(/[^\w]/g, "").slice(-400);
  const patience = 4000; // before a slow network counts as none

  async function keepPage(answer: Response): Promise<void> {
    if (!answer.ok || answer.redirected) return;
    await (await caches.open(name)).put(page, answer);
  }

  async function install(): Promise<void> {
    await (await caches.open(name)).addAll(worker.kept);
    await keepPage(await fetch(page, { credentials: "same-origin" })).catch(() => undefined);
    await worker.skipWaiting();
  }

  async function activate(): Promise<void> {
    for (const old of await caches.keys()) if (old.startsWith(prefix) && old !== name) await caches.delete(old);
    await worker.clients.claim();
  }

  async function open(request: Request): Promise<Response> {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), patience);
    try {
      const answer = await fetch(request, { signal: stop.signal });
      if (new URL(request.url).pathname === page) await keepPage(answer.clone()).catch(() => undefined);
      return answer;
    } catch (problem) {
      const kept = await caches.match(page);
      if (kept) return kept;
      throw problem;
    } finally {
      clearTimeout(timer);
    }
  }

  worker.addEventListener("install", (event) => event.waitUntil(install()));
  worker.addEventListener("activate", (event) => event.waitUntil(activate()));
  worker.addEventListener("fetch", (event) => {
    const { request } = event;
    if (request.method !== "GET") return;
    const path = new URL(request.url).pathname;
    if (request.mode === "navigate" && path.startsWith(page)) event.respondWith(open(request));
    else if (worker.kept.includes(path)) event.respondWith(caches.match(request, { ignoreVary: true }).then((kept) => kept ?? fetch(request)));
  });
})();
