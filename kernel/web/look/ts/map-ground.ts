// One map within its element: the ground, the buttons, the credits, and what is said when something is missing.
import { Map as LibreMap, setWorkerUrl, type LngLatBoundsLike, type StyleSpecification } from "maplibre-gl";
import { fontFamily, Images } from "./map-images.ts";
import { styleOf, type Ground, type Streets } from "./map-style.ts";
import { themeOf, type Theme } from "./map-theme.ts";

/** What a page says of its map, in the attributes of the element marked data-map. */
export interface Options {
  /** Where the map opens: west, south, east, north. */
  bounds: LngLatBoundsLike;
  /** The part of the address that keeps the view, empty for none. */
  hash: string;
  /** Layers over the ground, made anew whenever the theme changes. */
  over: (style: StyleSpecification, theme: Theme) => void;
  interactive: boolean;
}

/** How a place is brought onto the map. */
export const openAt = { padding: 24, maxZoom: 15 };

/** A map that is on the page. */
export interface Ready {
  map: LibreMap;
  theme: () => Theme;
}

const dark = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** Reads "west,south,east,north". */
export function boundsOf(text: string | undefined): [number, number, number, number] | undefined {
  const parts = (text ?? "").split(",").map(Number);
  const [w, s, e, n] = parts;
  if (parts.length !== 4 || w === undefined || s === undefined || e === undefined || n === undefined) return undefined;
  return parts.every(Number.isFinite) ? [w, s, e, n] : undefined;
}

/** Draws the map into the element's [data-map-canvas]. It throws where the browser cannot. */
export async function open(element: HTMLElement, options: Options): Promise<Ready> {
  const container = element.querySelector<HTMLElement>("[data-map-canvas]");
  if (!container) throw new Error("no place for the map");
  setWorkerUrl(new URL(element.dataset["worker"] ?? "", location.href).href);
  const words = JSON.parse(element.dataset["words"] ?? "{}") as Record<string, string>;
  const [ground] = await Promise.all([groundOf(), fonts()]);
  let theme = themeOf(element);
  const images = new Images(element.dataset["symbols"] ?? "", theme, words["area"] ?? "{n}");
  const style = (): StyleSpecification => {
    const made = styleOf(theme, ground, document.documentElement.lang, element.dataset["own"] ?? "");
    options.over(made, theme);
    return made;
  };
  const map = new LibreMap({
    container,
    style: style(),
    bounds: options.bounds,
    fitBoundsOptions: openAt,
    ...(options.hash === "" ? {} : { hash: options.hash }),
    interactive: options.interactive,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    rollEnabled: false,
    maxZoom: 18,
    fadeDuration: still.matches ? 0 : 150,
    localIdeographFontFamily: false,
    locale: { "Map.Title": words["title"] ?? "" },
  });
  map.setMissingStyleImageResolver((name) => images.add(map, name));
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  dark.addEventListener("change", () => {
    theme = themeOf(element);
    images.theme = theme;
    map.setStyle(style(), { diff: false });
  });
  buttons(element, map);
  credits(element, map, ground);
  return { map, theme: () => theme };
}

/** Marks the map as drawn whole. */
export function done(element: HTMLElement): void {
  element.dataset["ready"] = "";
  document.body.dataset["mapready"] = "";
}

async function groundOf(): Promise<Ground> {
  try {
    const answer = await fetch("/tiles/base.json", { headers: { Accept: "application/json" } });
    return answer.ok ? ((await answer.json()) as Ground) : {};
  } catch {
    return {}; // Without the ground the borders of the places remain.
  }
}

/** The labels are drawn with the page's own font, which must be there before the first one. */
async function fonts(): Promise<void> {
  try {
    await Promise.all([400, 700].map((weight) => document.fonts.load(`${String(weight)} 16px "${fontFamily}"`, "Aąж")));
  } catch {
    // The system's font draws them.
  }
}

function buttons(element: HTMLElement, map: LibreMap): void {
  for (const button of element.querySelectorAll<HTMLButtonElement>("[data-map-zoom]")) {
    button.addEventListener("click", () => (button.dataset["mapZoom"] === "in" ? map.zoomIn() : map.zoomOut()));
  }
  const locate = element.querySelector<HTMLButtonElement>("[data-map-locate]");
  locate?.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => map.easeTo({ center: [coords.longitude, coords.latitude], zoom: Math.max(map.getZoom(), 14) }),
      () => say(element, "locate", true),
      { timeout: 15_000, maximumAge: 60_000 },
    );
  });
}

/** Shows or hides one of the sentences marked data-map-note. */
export function say(element: HTMLElement, name: string, on: boolean): void {
  const note = element.querySelector<HTMLElement>(`[data-map-note="${name}"]`);
  if (note) note.hidden = !on;
}

/** From this zoom on a reader looks for streets. */
const streetZoom = 11.5;

function credits(element: HTMLElement, map: LibreMap, ground: Ground): void {
  const line = element.querySelector<HTMLElement>("[data-map-credit]");
  const holds = (s: Streets): boolean => {
    const { lng, lat } = map.getCenter();
    return lng >= s.bounds[0] && lat >= s.bounds[1] && lng <= s.bounds[2] && lat <= s.bounds[3];
  };
  // Told are the ground and the street maps that are on the screen, not all that are installed.
  const installed = ground.streets ?? [];
  const base = installed.reduce((all, m) => all.replace(` · ${m.attribution}`, ""), ground.attribution ?? "");
  const update = () => {
    const zoom = map.getZoom();
    const here = installed.filter(holds);
    if (line) {
      const all = [base];
      for (const s of here) if (zoom >= s.minzoom) all.push(s.attribution);
      line.textContent = [...new Set(all.filter((a) => a !== ""))].join(" · ");
    }
    say(element, "streets", zoom >= streetZoom && here.length === 0);
  };
  map.on("moveend", update);
  update();
}
