// Fetches the bundle for what works without connection, where a page has something to keep or to show from what is kept.

interface OfflineBundle {
  keep(element: HTMLElement): Promise<void>;
  show(element: HTMLElement): Promise<void>;
}

/** Takes up [data-packs], a page that a device may keep, and [data-offline], the page shown without connection. */
export function offline(): void {
  const kept = document.querySelector<HTMLElement>("[data-packs]");
  const shown = document.querySelector<HTMLElement>("[data-offline]");
  const element = shown ?? kept;
  if (!element || !("caches" in window)) return; // Without TLS a browser keeps nothing, and the page is as it was.
  const begin = async () => {
    const bundle = (await import(element.dataset["bundle"] ?? "")) as OfflineBundle;
    if (shown) await bundle.show(shown);
    if (kept) await bundle.keep(kept);
  };
  const start = () => void begin().catch(() => undefined); // Keeping is an offer: where it fails nothing is lost.
  if (shown || document.readyState === "complete") start();
  else window.addEventListener("load", start, { once: true });
}
