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
  const pages = ["/field/door", "/field/"]; // one shell each, for every address below
  const name = prefix + worker.kept.join(" ").replace(/[^\w]/g, "").slice(-400);
  const patience = 4000; // before a slow network counts as none

  /** The page that stands for an address. */
  function shell(path: string): string | undefined {
    return pages.find((page) => path === page || path.startsWith(page.endsWith("/") ? page : page + "/"));
  }

  /** Whether what is at an address is the shell itself, and not a page that it stands for. */
  function isShell(path: string): boolean {
    return path === "/field/" || shell(path) === "/field/door";
  }

  async function keepPage(page: string, answer: Response): Promise<void> {
    if (!answer.ok || answer.redirected) return;
    await (await caches.open(name)).put(page, answer);
  }

  async function install(): Promise<void> {
    await (await caches.open(name)).addAll(worker.kept);
    // Which of them this person may open the server says.
    for (const page of pages) await fetch(page, { credentials: "same-origin" }).then((answer) => keepPage(page, answer)).catch(() => undefined);
    await worker.skipWaiting();
  }

  async function activate(): Promise<void> {
    for (const old of await caches.keys()) if (old.startsWith(prefix) && old !== name) await caches.delete(old);
    await worker.clients.claim();
  }

  async function open(request: Request, page: string): Promise<Response> {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), patience);
    try {
      const answer = await fetch(request, { signal: stop.signal });
      if (isShell(new URL(request.url).pathname)) await keepPage(page, answer.clone()).catch(() => undefined);
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
    const page = shell(path);
    if (request.mode === "navigate" && page) event.respondWith(open(request, page));
    else if (worker.kept.includes(path)) event.respondWith(caches.match(request, { ignoreVary: true }).then((kept) => kept ?? fetch(request)));
  });
})();
