// What works without connection: its own bundle, fetched by the pages that have something to keep.
export { keep } from "./offline-keep.ts";
export { show } from "./offline-show.ts";
