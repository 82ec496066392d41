// Fetches the map after the page is usable. The page says the same without it: where the map cannot be drawn,
// a sentence says so and the list, the address and the name remain.
import { all } from "./dom.ts";

interface MapBundle {
  start(element: HTMLElement): Promise<void>;
}

/** Takes up every [data-map]: the large ones once the page has loaded, small ones when they come into sight. */
export function maps(): void {
  const elements = all<HTMLElement>("[data-map]");
  if (elements.length === 0) return;
  const sight = new IntersectionObserver((seen) => {
    for (const s of seen) {
      if (!s.isIntersecting) continue;
      sight.unobserve(s.target);
      void load(s.target as HTMLElement);
    }
  });
  const begin = () => {
    for (const element of elements) sight.observe(element);
  };
  if (document.readyState === "complete") begin();
  else window.addEventListener("load", begin, { once: true });
}

async function load(element: HTMLElement): Promise<void> {
  try {
    const bundle = (await import(element.dataset["bundle"] ?? "")) as MapBundle;
    await bundle.start(element);
  } catch {
    element.dataset["failed"] = "";
    for (const note of all<HTMLElement>('[data-map-note="failed"]', element)) note.hidden = false;
  }
}
