// The map's style: what lies on the ground, in the colours of the page. Reports, pins and shapes of one page are
// laid over it by the scripts that need them.
import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";
import { fontStack } from "./map-images.ts";
import type { Theme } from "./map-theme.ts";

/** What /tiles/base.json tells. */
export interface Ground {
  attribution?: string;
  ground?: { maxzoom?: number };
  streets?: Streets[];
}

/** A street map that is installed. */
export interface Streets {
  name: string;
  bounds: [number, number, number, number]; // west, south, east, north
  minzoom: number;
  maxzoom: number;
  attribution: string;
}

/** A name in the reader's language, else the place's own. In Kosovo both names stand, the reader's first. */
export function nameIn(lang: string): ExpressionSpecification {
  const serbian = lang === "sr" || lang === "sr-Latn";
  const own: ExpressionSpecification = ["get", `name:${lang}`];
  const first: ExpressionSpecification = lang === "uk" || lang === "sr" ? ["coalesce", own, ["get", "name"], ""]
    : ["coalesce", own, ["get", "name:latin"], ["get", "name"], ""];
  const other: ExpressionSpecification = serbian ? ["coalesce", ["get", "name:sq"], ["get", "name"], ""]
    : ["coalesce", ["get", "name:sr"], ["get", "name:sr-Latn"], ""];
  return ["let", "first", first, "other", other,
    ["case", ["all", inKosovo, ["!=", ["var", "other"], ""], ["!=", ["var", "other"], ["var", "first"]]],
      ["concat", ["var", "first"], "\n", ["var", "other"]], ["var", "first"]]];
}

const inKosovo: ExpressionSpecification = ["any", ["==", ["get", "iso_a2"], "XK"], ["==", ["slice", ["coalesce", ["get", "code"], ""], 0, 3], "XK-"]];

/** The layers that outline the community or region that is looked at. */
export const ownLayers = ["own-halo", "own"];

/** The style without any report. own is the code of the community or region that is looked at. */
export function styleOf(t: Theme, ground: Ground, lang: string, own: string): StyleSpecification {
  const tiles = (path: string) => [`${location.origin}/tiles/${path}/{z}/{x}/{y}.mvt`];
  const sources: Record<string, SourceSpecification> = {
    base: { type: "vector", tiles: tiles("base"), maxzoom: ground.ground?.maxzoom ?? 7 },
    places: { type: "vector", tiles: tiles("places"), maxzoom: 14 },
  };
  const streets = ground.streets ?? [];
  if (streets.length > 0) {
    sources["streets"] = { type: "vector", tiles: tiles("streets"), ...around(streets) };
  }
  return {
    version: 8,
    sources,
    layers: [
      { id: "background", type: "background", paint: { "background-color": t.water } },
      ...groundLayers(t, streets.length > 0),
      ...(streets.length > 0 ? streetLayers(t) : []),
      ...borderLayers(t, own),
      ...(streets.length > 0 ? streetNames(t, lang) : []),
      ...labelLayers(t, lang),
    ],
  };
}

function around(streets: Streets[]): { bounds: [number, number, number, number]; minzoom: number; maxzoom: number } {
  return {
    bounds: [
      Math.min(...streets.map((s) => s.bounds[0])), Math.min(...streets.map((s) => s.bounds[1])),
      Math.max(...streets.map((s) => s.bounds[2])), Math.max(...streets.map((s) => s.bounds[3])),
    ],
    minzoom: Math.min(...streets.map((s) => s.minzoom)),
    maxzoom: Math.max(...streets.map((s) => s.maxzoom)),
  };
}

function groundLayers(t: Theme, withStreets: boolean): LayerSpecification[] {
  return [
    { id: "land", type: "fill", source: "base", "source-layer": "land", paint: { "fill-color": t.outside, "fill-antialias": false } },
    { id: "communities", type: "fill", source: "places", "source-layer": "places", filter: ["!=", ["get", "role"], "beat"],
      paint: { "fill-color": t.land, "fill-antialias": false } },
    { id: "urban", type: "fill", source: "base", "source-layer": "landuse", filter: ["==", ["get", "class"], "residential"],
      maxzoom: 9, paint: { "fill-color": t.urban, "fill-opacity": ["interpolate", ["linear"], ["zoom"], 7.5, 1, 9, 0] } },
    { id: "water", type: "fill", source: "base", "source-layer": "water", paint: { "fill-color": t.water, "fill-outline-color": t.shore } },
    // Street maps bring rivers of their own, which lie better.
    { id: "rivers", type: "line", source: "base", "source-layer": "waterway", maxzoom: withStreets ? 10.5 : 24,
      paint: { "line-color": t.shore, "line-width": ["interpolate", ["linear"], ["zoom"], 4, 0.5, 10, 2],
        ...(withStreets ? { "line-opacity": ["interpolate", ["linear"], ["zoom"], 9, 1, 10.5, 0] as ExpressionSpecification } : {}) } },
    { id: "countries", type: "line", source: "base", "source-layer": "boundary",
      // Drawn for small maps; nearer, the boundaries of the installation's own places say it better.
      maxzoom: 10, paint: { "line-color": t.borderStrong, "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.6, 9, 1.6],
        "line-opacity": ["interpolate", ["linear"], ["zoom"], 8.5, 1, 10, 0] } },
  ];
}

function streetLayers(t: Theme): LayerSpecification[] {
  const classes = (...all: string[]): ExpressionSpecification => ["in", ["get", "class"], ["literal", all]];
  const width = (thin: number, wide: number): ExpressionSpecification =>
    ["interpolate", ["exponential", 1.5], ["zoom"], 8, thin, 18, wide];
  const road = (id: string, filter: ExpressionSpecification, minzoom: number, thin: number, wide: number): LayerSpecification[] => [
    { id: `${id}-case`, type: "line", source: "streets", "source-layer": "transportation", filter, minzoom,
      layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": t.roadCase, "line-width": width(thin + 0.8, wide + 3) } },
    { id, type: "line", source: "streets", "source-layer": "transportation", filter, minzoom,
      layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": t.road, "line-width": width(thin, wide) } },
  ];
  return [
    { id: "street-built", type: "fill", source: "streets", "source-layer": "landuse", paint: { "fill-color": t.urban },
      filter: classes("residential", "commercial", "industrial", "retail", "suburb", "quarter", "neighbourhood") },
    { id: "street-wood", type: "fill", source: "streets", "source-layer": "landcover", filter: classes("wood", "forest", "grass"),
      paint: { "fill-color": t.forest } },
    { id: "street-water", type: "fill", source: "streets", "source-layer": "water", paint: { "fill-color": t.water, "fill-outline-color": t.shore } },
    { id: "street-rivers", type: "line", source: "streets", "source-layer": "waterway",
      paint: { "line-color": t.shore, "line-width": width(0.6, 5) } },
    { id: "street-houses", type: "fill", source: "streets", "source-layer": "building", minzoom: 14,
      paint: { "fill-color": t.urban, "fill-outline-color": t.roadCase } },
    { id: "street-rail", type: "line", source: "streets", "source-layer": "transportation", filter: classes("rail", "transit"), minzoom: 10,
      paint: { "line-color": t.borderStrong, "line-width": 1.2, "line-dasharray": [4, 3] } },
    { id: "street-paths", type: "line", source: "streets", "source-layer": "transportation", filter: classes("path", "track"), minzoom: 13,
      paint: { "line-color": t.roadCase, "line-width": width(0.5, 3), "line-dasharray": [3, 2] } },
    ...road("street-minor", classes("minor", "service", "tertiary"), 12, 0.4, 14),
    ...road("street-main", classes("primary", "secondary"), 8, 0.8, 20),
    ...road("street-motor", classes("motorway", "trunk"), 5, 1.2, 24),
  ];
}

function borderLayers(t: Theme, own: string): LayerSpecification[] {
  const role = (name: string): ExpressionSpecification => ["==", ["get", "role"], name];
  const is: ExpressionSpecification = ["==", ["get", "code"], own];
  const line = (width: number, colour: string, dash?: number[]): LayerSpecification & { type: "line" } => ({
    id: "", type: "line", source: "places", "source-layer": "places",
    layout: { "line-join": "round" }, paint: { "line-color": colour, "line-width": width, ...(dash ? { "line-dasharray": dash } : {}) },
  });
  return [
    { ...line(1, t.border), id: "community-borders", filter: role("community"), minzoom: 6 },
    { ...line(1.5, t.borderStrong), id: "region-borders", filter: role("region") },
    { ...line(1.3, t.focus, [1, 2.4]), id: "beats", filter: role("beat"), minzoom: 11 },
    { ...line(6, t.halo), id: "own-halo", filter: is },
    { ...line(2.4, t.focus), id: "own", filter: is },
  ];
}

const text = (t: Theme, size: number) => ({
  layout: { "text-font": fontStack, "text-size": size, "text-max-width": 8 },
  paint: { "text-color": t.label, "text-halo-color": t.halo, "text-halo-width": 1.6 },
});

function streetNames(t: Theme, lang: string): LayerSpecification[] {
  const names = text(t, 12.5);
  return [{ id: "street-names", type: "symbol", source: "streets", "source-layer": "transportation_name", minzoom: 13,
    layout: { ...names.layout, "symbol-placement": "line", "text-field": nameIn(lang), "text-max-angle": 35 }, paint: names.paint },
  { id: "street-places", type: "symbol", source: "streets", "source-layer": "place", minzoom: 12,
    filter: ["in", ["get", "class"], ["literal", ["suburb", "quarter", "neighbourhood", "village", "hamlet"]]],
    layout: { ...names.layout, "text-field": nameIn(lang) }, paint: names.paint }];
}

function labelLayers(t: Theme, lang: string): LayerSpecification[] {
  const small = text(t, 13.5);
  const large = text(t, 16);
  return [
    { id: "towns", type: "symbol", source: "base", "source-layer": "place", maxzoom: 9, filter: ["!=", ["get", "class"], "country"],
      layout: { ...small.layout, "text-field": nameIn(lang), "icon-image": "town", "text-anchor": "left", "text-offset": [0.5, 0] }, paint: small.paint },
    { id: "settlement-names", type: "symbol", source: "places", "source-layer": "labels", minzoom: 7,
      filter: ["!", ["in", ["coalesce", ["get", "role"], ""], ["literal", ["region", "community"]]]],
      layout: { ...small.layout, "text-field": nameIn(lang), "text-optional": true }, paint: small.paint },
    { id: "community-names", type: "symbol", source: "places", "source-layer": "labels", minzoom: 7, filter: ["==", ["get", "role"], "community"],
      layout: { ...small.layout, "text-field": nameIn(lang), "text-variable-anchor": ["center", "bottom", "top", "left", "right"], "text-radial-offset": 1.6 }, paint: small.paint },
    { id: "region-names", type: "symbol", source: "places", "source-layer": "labels", minzoom: 5, maxzoom: 8, filter: ["==", ["get", "role"], "region"],
      layout: { ...large.layout, "text-field": nameIn(lang) }, paint: large.paint },
    { id: "country-names", type: "symbol", source: "base", "source-layer": "place", maxzoom: 7, filter: ["==", ["get", "class"], "country"],
      layout: { ...small.layout, "text-letter-spacing": 0.06, "text-field": nameIn(lang), "symbol-sort-key": ["get", "rank"] }, paint: small.paint },
  ];
}
