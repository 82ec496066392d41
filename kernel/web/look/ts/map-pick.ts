// Pointing at a place: a tap or a drag sets the pin, the keyboard moves the map below the crosshair and Enter sets
// it. The form gets the place by the event rv-pick; place.ts writes it down and says where it is.
import { Marker } from "maplibre-gl";
import { boundsOf, done, open } from "./map-ground.ts";

/** What rv-pick and rv-picked carry. */
export interface Picked {
  lat: number;
  lon: number;
}

/** Starts the map on which a place is pointed at. */
export async function pick(element: HTMLElement): Promise<void> {
  const { map } = await open(element, {
    bounds: boundsOf(element.dataset["bounds"]) ?? [-10, 35, 40, 70],
    hash: "",
    interactive: true,
    over: () => undefined,
  });
  void map.once("idle", () => done(element));
  const sign = element.querySelector<HTMLElement>("[data-map-pin]");
  if (!sign) return;
  const marker = new Marker({ element: sign, anchor: "bottom", draggable: true });
  let shown = false;
  // The crosshair says where Enter sets the pin; where it stands already, the pin alone says it.
  const covered = () => {
    const pin = map.project(marker.getLngLat());
    const middle = map.project(map.getCenter());
    element.toggleAttribute("data-covered", pin.dist(middle) < 40);
  };
  map.on("move", () => {
    if (shown) covered();
  });
  const put = ({ lat, lon }: Picked) => {
    marker.setLngLat([lon, lat]);
    if (!shown) {
      sign.removeAttribute("hidden");
      marker.addTo(map);
    }
    shown = true;
    covered();
  };
  const set = (at: Picked) => {
    put(at);
    element.dispatchEvent(new CustomEvent<Picked>("rv-pick", { bubbles: true, detail: at }));
  };
  const middle = () => {
    const { lat, lng } = map.getCenter();
    set({ lat, lon: lng });
  };
  map.on("click", (event) => {
    set({ lat: event.lngLat.lat, lon: event.lngLat.lng });
    if (map.getZoom() < 13) map.easeTo({ center: event.lngLat, zoom: 14 }); // close enough to mend it
  });
  marker.on("dragend", () => {
    const { lat, lng } = marker.getLngLat();
    set({ lat, lon: lng });
  });
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    middle();
  });
  element.querySelector("[data-map-set]")?.addEventListener("click", middle);
  // The place may be set elsewhere: by the reader's position, or it was chosen before.
  document.addEventListener("rv-picked", (event) => {
    const at = (event as CustomEvent<Picked>).detail;
    put(at);
    map.easeTo({ center: [at.lon, at.lat], zoom: Math.max(map.getZoom(), 14) });
  });
  const before = boundsOf(`0,0,${element.dataset["spot"] ?? ""}`);
  if (before) {
    put({ lat: before[2], lon: before[3] });
    map.jumpTo({ center: [before[3], before[2]], zoom: 15 });
  }
}
