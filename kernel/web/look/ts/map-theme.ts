// Colours of the map, taken from the page's own tokens, so that light, dark and print agree with the page.

/** The tokens that the map is drawn with. */
export interface Theme {
  land: string;
  outside: string;
  water: string;
  shore: string;
  urban: string;
  forest: string;
  road: string;
  roadCase: string;
  border: string;
  borderStrong: string;
  focus: string;
  label: string;
  labelWater: string;
  halo: string;
  disc: string;
  discText: string;
  discRing: string;
  discRest: string;
  ink: string;
  paper: string;
  accent: string;
  accentInk: string;
  /** Colour of each state's shape, by the name of the shape. */
  states: Record<string, string>;
}

const shapes = ["new", "verification", "confirmed", "handed-over", "eliminated", "not-confirmed", "mistake"];

/** Reads the tokens as they hold for an element now. */
export function themeOf(element: Element): Theme {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim() || "#888";
  const states: Record<string, string> = {};
  for (const name of shapes) states[name] = token(`--rv-state-${name}`);
  states["withdrawn"] = states["mistake"] ?? "#888";
  return {
    land: token("--rv-map-land"),
    outside: token("--rv-map-land-out"),
    water: token("--rv-map-water"),
    shore: token("--rv-map-water-line"),
    urban: token("--rv-map-urban"),
    forest: token("--rv-map-forest"),
    road: token("--rv-map-road"),
    roadCase: token("--rv-map-road-case"),
    border: token("--rv-map-border"),
    borderStrong: token("--rv-map-border-strong"),
    focus: token("--rv-map-focus"),
    label: token("--rv-map-label"),
    labelWater: token("--rv-map-label-water"),
    halo: token("--rv-map-halo"),
    disc: token("--rv-map-cluster"),
    discText: token("--rv-map-cluster-text"),
    discRing: token("--rv-map-cluster-ring"),
    discRest: token("--rv-map-cluster-rest"),
    ink: token("--ds-color-neutral-text-default"),
    paper: token("--ds-color-neutral-surface-default"),
    accent: token("--ds-color-accent-base-default"),
    accentInk: token("--ds-color-accent-base-contrast-default"),
    states,
  };
}
