// One place on a map: a pin with the circle or the area within which it may lie.
import type { Feature, FeatureCollection } from "geojson";
import type { LayerSpecification } from "maplibre-gl";
import { boundsOf, done, open } from "./map-ground.ts";
import type { Theme } from "./map-theme.ts";

/** No feature. */
export function empty(): FeatureCollection {
  return { type: "FeatureCollection", features: [] };
}

/** The circle around a point, radius in metres. */
export function circle([lon, lat]: [number, number], radius: number): Feature {
  const metres = 111_320; // of a degree of latitude
  const ring: [number, number][] = [];
  for (let i = 0; i <= 64; i++) {
    const angle = (2 * Math.PI * i) / 64;
    ring.push([lon + (radius * Math.cos(angle)) / (metres * Math.cos((lat * Math.PI) / 180)), lat + (radius * Math.sin(angle)) / metres]);
  }
  return { type: "Feature", geometry: { type: "Polygon", coordinates: [ring] }, properties: {} };
}

/** The dashed line around what is known only as an area. */
export function outline(t: Theme): LayerSpecification {
  return { id: "spot-outline", type: "line", source: "spot", filter: ["==", ["geometry-type"], "Polygon"],
    paint: { "line-color": t.focus, "line-width": 2, "line-dasharray": [3, 2] } };
}

/** The pin itself. */
export function spotLayers(): LayerSpecification[] {
  return [{ id: "spot-pin", type: "symbol", source: "spot", filter: ["==", ["geometry-type"], "Point"],
    layout: { "icon-image": ["get", "image"], "icon-anchor": "bottom", "icon-allow-overlap": true, "icon-ignore-placement": true } }];
}

/**
 * Starts a small map of one place. data-spots lists what is shown: image (a name of map-images), lat, lon, and
 * precision in metres. data-own alone outlines a community.
 */
export async function spot(element: HTMLElement): Promise<void> {
  const spots = JSON.parse(element.dataset["spots"] ?? "[]") as { image: string; lat: number; lon: number; precision: number }[];
  const features: Feature[] = spots.flatMap((s) => {
    const at: [number, number] = [s.lon, s.lat];
    const pin: Feature = { type: "Feature", geometry: { type: "Point", coordinates: at }, properties: { image: s.image } };
    return s.precision > 0 ? [pin, circle(at, s.precision)] : [pin];
  });
  const { map } = await open(element, {
    bounds: boundsOf(element.dataset["bounds"]) ?? [-10, 35, 40, 70],
    hash: "",
    interactive: true,
    over: (style, theme) => {
      style.sources["spot"] = { type: "geojson", data: { type: "FeatureCollection", features } };
      style.layers.push(outline(theme), ...spotLayers());
    },
  });
  map.scrollZoom.disable(); // The page scrolls, the map is moved by its buttons, by hand and by keyboard.
  void map.once("idle", () => done(element));
}
