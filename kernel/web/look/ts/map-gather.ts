// What the tiles bring is gathered again on the screen, so that signs do not cover each other. Each feature carries
// its count and how many of it are open; gathering adds them up, so the sums stay what the list says.
import type { Feature } from "geojson";
import type { GeoJSONSource, Map as LibreMap } from "maplibre-gl";
import { empty } from "./map-spot.ts";

/** Carries the features of the tiles over into the sources points and areas. */
export class Gathered {
  readonly #map: LibreMap;
  readonly #drawn: Record<string, string> = {};
  #count = 0;

  constructor(map: LibreMap) {
    this.#map = map;
    map.on("style.load", () => {
      for (const name of Object.keys(this.#drawn)) delete this.#drawn[name];
    });
    map.on("sourcedata", (event) => {
      if (event.sourceId === "reports" && map.isSourceLoaded("reports")) this.take();
    });
  }

  /** How many reports lie in the tiles that are on the screen. */
  count(): number {
    return this.#count;
  }

  /** Takes over what has changed; true if anything has. */
  take(): boolean {
    if (!this.#map.getSource("reports")) return false;
    const points = new Map<string, Feature>();
    const areas = new Map<string, Feature>();
    this.#count = 0;
    for (const f of this.#map.querySourceFeatures("reports", { sourceLayer: "reports" })) {
      if (f.geometry.type !== "Point") continue;
      const of = f.properties as { kind?: string; count?: number; open?: number; ref?: string; state?: string; community?: string };
      const area = of.kind === "community";
      const at = f.geometry.coordinates.map((v: number) => v.toFixed(5)).join(",");
      const key = area ? (of.community ?? at) : (of.ref ?? `${of.kind ?? ""} ${at}`);
      const to = area ? areas : points;
      const sign = `${key} ${String(of.count ?? 1)} ${String(of.open ?? 0)} ${of.state ?? ""}`;
      if (to.has(sign)) continue;
      this.#count += of.count ?? 1;
      to.set(sign, { type: "Feature", geometry: f.geometry, properties: { ...f.properties } });
    }
    const changed = [this.#put("points", points), this.#put("areas", areas)];
    return changed.includes(true);
  }

  #put(name: string, features: Map<string, Feature>): boolean {
    const sign = [...features.keys()].sort().join("|");
    if (sign === this.#drawn[name]) return false;
    this.#drawn[name] = sign;
    this.#map.getSource<GeoJSONSource>(name)?.setData({ ...empty(), features: [...features.values()] });
    return true;
  }
}
