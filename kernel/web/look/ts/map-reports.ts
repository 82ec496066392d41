// The map of the public reports: pins, clusters, chips of communities, and the report that was chosen.
import type { Feature } from "geojson";
import type { ExpressionSpecification, GeoJSONSource, LayerSpecification, Map as LibreMap, MapGeoJSONFeature, VectorTileSource } from "maplibre-gl";
import { boundsOf, done, open, type Ready } from "./map-ground.ts";
import { arcSteps } from "./map-images.ts";
import { Gathered } from "./map-gather.ts";
import { circle, empty, outline, spotLayers } from "./map-spot.ts";

/** Tiles are asked for up to this zoom; deeper the map enlarges them. */
const deepest = 16;
/** From this zoom on every report stands for itself, as far as it has a place of its own. */
const apart = 14;
const layers = ["report-pins", "report-discs", "report-rest", "report-areas"];

/** Starts the map of the reports. Filters come as the event rv-filter from the page's form. */
export async function reports(element: HTMLElement): Promise<void> {
  const icons = JSON.parse(element.dataset["icons"] ?? "{}") as Record<string, string>;
  let query = element.dataset["query"] ?? "";
  const tiles = () => [`${location.origin}/tiles/reports/{z}/{x}/{y}.mvt${query === "" ? "" : `?${query}`}`];
  const ready = await open(element, {
    bounds: boundsOf(element.dataset["bounds"]) ?? [-10, 35, 40, 70],
    hash: "at",
    interactive: true,
    over: (style, theme) => {
      style.sources["reports"] = { type: "vector", tiles: tiles(), maxzoom: deepest };
      for (const [name, radius] of [["points", 44], ["areas", 64]] as const) {
        style.sources[name] = { type: "geojson", data: empty(), cluster: true, clusterRadius: radius, clusterMaxZoom: name === "points" ? apart - 1 : 9,
          clusterProperties: { sum: ["+", ["get", "count"]], sumOpen: ["+", ["get", "open"]] } };
      }
      style.sources["spot"] = { type: "geojson", data: empty() };
      // Tiles are fetched for layers only; this one draws nothing.
      style.layers.push({ id: "report-tiles", type: "circle", source: "reports", "source-layer": "reports", paint: { "circle-radius": 1, "circle-opacity": 0 } });
      style.layers.push(outline(theme), ...reportLayers(icons), ...spotLayers());
    },
  });
  const { map } = ready;
  const gathered = new Gathered(map);
  document.addEventListener("rv-filter", (event) => {
    const asked = (event as CustomEvent<{ query: string }>).detail.query;
    if (asked === query) return;
    query = asked;
    element.dataset["query"] = query;
    map.getSource<VectorTileSource>("reports")?.setTiles(tiles());
    close(element, map);
  });
  choosing(element, ready, icons);
  map.on("idle", () => {
    if (gathered.take()) return; // the map draws once more
    tell(element, map, gathered.count());
    done(element);
  });
}

function reportLayers(icons: Record<string, string>): LayerSpecification[] {
  const kind = (name: string): ExpressionSpecification => ["==", ["get", "kind"], name];
  const on = { "icon-allow-overlap": true, "icon-ignore-placement": true } as const;
  const count: ExpressionSpecification = ["coalesce", ["get", "sum"], ["get", "count"]];
  const words: ExpressionSpecification = ["to-string", count];
  const open: ExpressionSpecification = ["to-string",
    ["ceil", ["/", ["*", arcSteps, ["coalesce", ["get", "sumOpen"], ["get", "open"], 0]], ["max", 1, count]]]];
  return [
    { id: "report-rest", type: "symbol", source: "points", filter: kind("remainder"), layout: { "icon-image": ["concat", "rest/", words, "/0"], ...on } },
    { id: "report-discs", type: "symbol", source: "points", filter: ["any", ["has", "cluster"], kind("cluster")],
      layout: { "icon-image": ["concat", "disc/", words, "/", open], ...on, "symbol-sort-key": count } },
    { id: "report-pins", type: "symbol", source: "points", filter: kind("report"),
      layout: { "icon-image": ["concat", "pin/", iconOf(icons), "/", stateOf()], "icon-anchor": "bottom", ...on, "symbol-z-order": "viewport-y" } },
    { id: "report-areas", type: "symbol", source: "areas", layout: { "icon-image": ["concat", "chip/", words], ...on } },
  ];
}

function iconOf(icons: Record<string, string>): ExpressionSpecification {
  return ["coalesce", ["get", ["coalesce", ["get", "category"], ""], ["literal", icons]], "circle-help"] as ExpressionSpecification;
}

/** handed_over of the data is handed-over of the symbols. */
function stateOf(): ExpressionSpecification {
  return ["match", ["get", "state"], "handed_over", "handed-over", "not_confirmed", "not-confirmed", ["coalesce", ["get", "state"], ""]];
}

function choosing(element: HTMLElement, { map }: Ready, icons: Record<string, string>): void {
  const near = (x: number, y: number): MapGeoJSONFeature | undefined =>
    map.queryRenderedFeatures([[x - 6, y - 6], [x + 6, y + 6]], { layers: layers.filter((l) => map.getLayer(l)) })[0];
  map.on("click", (event) => {
    const feature = near(event.point.x, event.point.y);
    if (!feature || feature.geometry.type !== "Point") {
      close(element, map);
      return;
    }
    const [lon = 0, lat = 0] = feature.geometry.coordinates;
    const of = feature.properties as Record<string, string | number | undefined>;
    if (of["kind"] === "report") void choose(element, map, icons, of, [lon, lat]);
    else if (of["kind"] === "community") go(element, "community", String(of["community"] ?? ""));
    else if (map.getZoom() >= deepest - 0.5) go(element, "bbox", aroundPoint(lon, lat));
    else map.easeTo({ center: [lon, lat], zoom: Math.min(map.getZoom() + 2.2, deepest) });
  });
  map.on("mousemove", (event) => {
    map.getCanvas().style.cursor = near(event.point.x, event.point.y) ? "pointer" : "";
  });
  element.querySelector("[data-map-close]")?.addEventListener("click", () => {
    close(element, map);
    map.getCanvas().focus();
  });
}

/** The list under the filters of the page and one more: for what the map cannot take apart. */
function go(element: HTMLElement, name: string, value: string): void {
  const at = new URL(element.dataset["list"] ?? "list", location.href);
  at.search = element.dataset["query"] ?? "";
  for (const [k, v] of new URLSearchParams(location.search)) if (k !== "after") at.searchParams.append(k, v);
  at.searchParams.set(name, value);
  location.assign(at.href);
}

function aroundPoint(lon: number, lat: number): string {
  const d = 0.0002; // about 20 m
  return [lon - d, lat - d, lon + d, lat + d].map((v) => v.toFixed(5)).join(",");
}

let asked = 0;

async function choose(
  element: HTMLElement, map: LibreMap, icons: Record<string, string>,
  of: Record<string, string | number | undefined>, at: [number, number],
): Promise<void> {
  const turn = ++asked;
  const ref = String(of["ref"] ?? "");
  const state = String(of["state"] ?? "").replaceAll("_", "-");
  const precision = Number(of["precision"] ?? 0);
  const features: Feature[] = [{ type: "Feature", geometry: { type: "Point", coordinates: at },
    properties: { image: `chosen/${icons[String(of["category"] ?? "")] ?? "circle-help"}/${state}` } }];
  if (precision > 0) features.push(circle(at, precision));
  map.getSource<GeoJSONSource>("spot")?.setData({ type: "FeatureCollection", features });
  for (const line of document.querySelectorAll<HTMLElement>("[data-ref]")) {
    const chosen = line.dataset["ref"] === ref;
    line.toggleAttribute("data-chosen", chosen);
    if (chosen) line.scrollIntoView({ block: "nearest" });
  }
  const card = element.querySelector<HTMLElement>("[data-map-card]");
  const body = card?.querySelector<HTMLElement>("[data-map-cardbody]");
  if (!card || !body) return;
  const answer = await fetch(`${element.dataset["card"] ?? ""}/${encodeURIComponent(ref)}`).catch(() => undefined);
  const text = answer?.ok ? await answer.text() : undefined;
  if (turn !== asked || text === undefined) return;
  body.replaceChildren(...Array.from(new DOMParser().parseFromString(text, "text/html").body.childNodes));
  card.hidden = false;
}

function close(element: HTMLElement, map: LibreMap): void {
  asked++;
  const card = element.querySelector<HTMLElement>("[data-map-card]");
  if (card) card.hidden = true;
  map.getSource<GeoJSONSource>("spot")?.setData(empty());
  for (const line of document.querySelectorAll("[data-ref][data-chosen]")) line.removeAttribute("data-chosen");
}

/** Tells the page what the map shows: how many reports, and within what bounds. */
function tell(element: HTMLElement, map: LibreMap, shown: number): void {
  element.dataset["shown"] = String(shown);
  const b = map.getBounds();
  const bbox = [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map((v) => v.toFixed(4)).join(",");
  document.dispatchEvent(new CustomEvent("rv-view", { detail: { bbox } }));
}
