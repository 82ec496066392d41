// Takes what the tiles bring and shows it as signs that do not cover each other (map-lay.ts). Each feature carries
// its count and how many of it are open.
import type { Feature } from "geojson";
import type { GeoJSONSource, Map as LibreMap } from "maplibre-gl";
import { arcSteps } from "./map-images.ts";
import { lay, type Sign } from "./map-lay.ts";
import { empty } from "./map-spot.ts";

/** Carries the features of the tiles over into the source signs. */
export class Gathered {
  readonly #map: LibreMap;
  #drawn = "";
  #count = 0;

  constructor(map: LibreMap) {
    this.#map = map;
    map.on("style.load", () => (this.#drawn = ""));
    map.on("sourcedata", (event) => {
      if (event.sourceId === "reports" && map.isSourceLoaded("reports")) this.take();
    });
    map.on("zoomend", () => this.take());
  }

  /** How many reports lie in the tiles that are on the screen. */
  count(): number {
    return this.#count;
  }

  /** Takes over what has changed; true if anything has. */
  take(): boolean {
    const map = this.#map;
    if (!map.getSource("reports") || !map.isSourceLoaded("reports")) return false;
    const features = new Map<string, Feature>();
    this.#count = 0;
    for (const f of map.querySourceFeatures("reports", { sourceLayer: "reports" })) {
      if (f.geometry.type !== "Point") continue;
      const of = f.properties as { kind?: string; count?: number; open?: number; ref?: string; state?: string; community?: string };
      const at = f.geometry.coordinates.map((v: number) => v.toFixed(5)).join(",");
      const key = of.kind === "community" ? `c ${of.community ?? at}` : (of.ref ?? `${of.kind ?? ""} ${at}`);
      const sign = `${key} ${String(of.count ?? 1)} ${String(of.open ?? 0)} ${of.state ?? ""}`;
      if (features.has(sign)) continue;
      this.#count += of.count ?? 1;
      features.set(sign, { type: "Feature", geometry: f.geometry, properties: { ...f.properties } });
    }
    const drawn = `${map.getZoom().toFixed(3)} ${[...features.keys()].sort().join("|")}`;
    if (drawn === this.#drawn) return false;
    this.#drawn = drawn;
    const signs = lay([...features].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, f]) => f), map.getZoom());
    map.getSource<GeoJSONSource>("signs")?.setData({ ...empty(), features: signs.map(feature) });
    return true;
  }
}

/** A sign as the layers draw it. */
function feature(s: Sign): Feature {
  const first = s.merged ? {} : s.of;
  return { type: "Feature",
    // A sign that stands for several keeps the place of the largest.
    geometry: { type: "Point", coordinates: s.at },
    properties: { ...first, sign: s.sign, count: s.count, arc: Math.ceil((arcSteps * s.open) / Math.max(1, s.count)), offset: [s.dx, s.dy], box: s.box.join(","), merged: s.merged } };
}
