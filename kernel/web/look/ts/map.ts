// The map's own bundle, fetched after the page is usable. maps.ts calls start for each element marked data-map.
import { pick } from "./map-pick.ts";
import { reports } from "./map-reports.ts";
import { spot } from "./map-spot.ts";

/** Draws the map of an element; it rejects where the browser cannot draw it. */
export async function start(element: HTMLElement): Promise<void> {
  switch (element.dataset["map"]) {
    case "reports":
      return reports(element);
    case "pick":
      return pick(element);
    default:
      return spot(element);
  }
}
