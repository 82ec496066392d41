// The map of the public reports: pins, clusters, chips of communities, and the report that was chosen.
import type { Feature } from "geojson";
import type { ExpressionSpecification, GeoJSONSource, LayerSpecification, Map as LibreMap, MapGeoJSONFeature, SymbolLayerSpecification, VectorTileSource } from "maplibre-gl";
import { boundsOf, done, open, openAt, type Ready } from "./map-ground.ts";
import { Gathered } from "./map-gather.ts";
import { ownLayers } from "./map-style.ts";
import { circle, empty, outline, spotLayers } from "./map-spot.ts";

/** Tiles are asked for up to this zoom; deeper the map enlarges them. */
const deepest = 16;
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
      style.sources["signs"] = { type: "geojson", data: empty() };
      style.sources["spot"] = { type: "geojson", data: empty() };
      // Tiles are fetched for layers only; this one draws nothing.
      style.layers.push({ id: "report-tiles", type: "circle", source: "reports", "source-layer": "reports", paint: { "circle-radius": 1, "circle-opacity": 0 } });
      style.layers.push(outline(theme), ...reportLayers(icons), ...spotLayers());
    },
  });
  const { map } = ready;
  const gathered = new Gathered(map);
  document.addEventListener("rv-filter", (event) => {
    const asked = (event as CustomEvent<{ query: string; own: string; bounds: string }>).detail;
    if (asked.query === query) return;
    query = asked.query;
    element.dataset["query"] = query;
    if (asked.own !== (element.dataset["own"] ?? "")) { // another place: the map goes there
      element.dataset["own"] = asked.own;
      for (const layer of ownLayers) map.setFilter(layer, ["==", ["get", "code"], asked.own]);
      const bounds = boundsOf(asked.bounds);
      if (bounds) map.fitBounds(bounds, openAt);
    }
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

/** Signs are always drawn, and names make room for them. */
function reportLayers(icons: Record<string, string>): LayerSpecification[] {
  const of = (id: string, sign: string, image: ExpressionSpecification, more: SymbolLayerSpecification["layout"]): LayerSpecification => ({
    id, type: "symbol", source: "signs", filter: ["==", ["get", "sign"], sign],
    layout: { "icon-image": image, "icon-allow-overlap": true, "icon-padding": 0, ...more },
  });
  const count: ExpressionSpecification = ["to-string", ["get", "count"]];
  return [
    of("report-areas", "chip", ["concat", "chip/", count], { "icon-offset": ["get", "offset"] as unknown as ExpressionSpecification }),
    of("report-rest", "rest", ["concat", "rest/", count, "/0"], {}),
    of("report-discs", "disc", ["concat", "disc/", count, "/", ["to-string", ["get", "arc"]]], { "symbol-sort-key": ["get", "count"] }),
    of("report-pins", "pin", ["concat", "pin/", iconOf(icons), "/", stateOf()], { "icon-anchor": "bottom", "symbol-z-order": "viewport-y" }),
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
    else nearer(element, map, [lon, lat], boundsOf(String(of["box"])) ?? [lon, lat, lon, lat]);
  });
  map.on("mousemove", (event) => {
    map.getCanvas().style.cursor = near(event.point.x, event.point.y) ? "pointer" : "";
  });
  element.querySelector("[data-map-close]")?.addEventListener("click", () => {
    close(element, map);
    map.getCanvas().focus();
  });
}

/** Takes a sign apart that stands for several: nearer, or where that is of no use, their list. */
function nearer(element: HTMLElement, map: LibreMap, at: [number, number], [w, s, e, n]: [number, number, number, number]): void {
  const zoom = map.getZoom();
  const close = 0.0002; // about 20 m
  if (zoom >= deepest - 0.5) {
    go(element, "bbox", [w - close, s - close, e + close, n + close].map((v) => v.toFixed(5)).join(","));
    return;
  }
  const fit = e - w > close || n - s > close ? map.cameraForBounds([w, s, e, n], { padding: 60, maxZoom: zoom + 4 }) : undefined;
  if (fit?.zoom !== undefined && fit.zoom > zoom + 0.8) map.easeTo({ ...fit, zoom: Math.min(fit.zoom, deepest) });
  else map.easeTo({ center: at, zoom: Math.min(zoom + 2.2, deepest) });
}

/** The list under the filters of the page and one more: for what the map cannot take apart. */
function go(element: HTMLElement, name: string, value: string): void {
  const at = new URL(element.dataset["list"] ?? "list", location.href);
  at.search = element.dataset["query"] ?? "";
  for (const [k, v] of new URLSearchParams(location.search)) if (k !== "after") at.searchParams.append(k, v);
  at.searchParams.set(name, value);
  location.assign(at.href);
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
