// Words, times and numbers of the phone, in the language of the page. All texts come from the page.

interface Given {
  words: Record<string, string>;
  lists: Record<string, string[]>;
}

const source = document.querySelector<HTMLScriptElement>("script[data-field]");
const given: Given = source ? (JSON.parse(source.textContent ?? "{}") as Given) : { words: {}, lists: {} };

/** The language of the page. */
export const lang = document.documentElement.lang || "en";

/** Address of the sprite of icons. */
export const icons = source?.dataset["icons"] ?? "";

/** A text of the catalogue with its values. */
export function w(key: string, values: Record<string, string | number> = {}): string {
  const text = given.words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/** The codes that a prefix of keys has words for, in the order of forms. */
export function codes(prefix: string): string[] {
  return given.lists[prefix] ?? [];
}

let zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** From now on times are those of this zone. */
export function inZone(name: string): void {
  zone = name || zone;
}

/** A time of the clock. */
export function clock(at: number): string {
  return new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(at);
}

/** A day with its weekday. */
export function longDay(at: number): string {
  return new Intl.DateTimeFormat(lang, { weekday: "long", day: "numeric", month: "long", timeZone: zone }).format(at);
}

/** A day and a time in few letters. */
export function moment(at: number): string {
  return new Intl.DateTimeFormat(lang, { weekday: "short", day: "numeric", month: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(at);
}

/** The civil time at the place, YYYY-MM-DDTHH:MM. */
export function civil(at: number): string {
  const parts = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).formatToParts(at);
  const get = (type: string): string => parts.find((p) => p.type === type)?.value ?? "";
  return `${get("year")}-${get("month")}-${get("day")}T${get("hour")}:${get("minute")}`;
}

/** A length of time, of days and hours or of hours and minutes. */
export function span(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60000));
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return w("field.span_days", { d: Math.floor(hours / 24), h: hours % 24 });
  return hours > 0 ? w("field.span_hours", { h: hours, m: minutes % 60 }) : w("field.span_minutes", { m: minutes });
}

/** A size in bytes. */
export function size(bytes: number): string {
  return new Intl.NumberFormat(lang, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 }).format(Math.max(0.1, bytes / 1e6));
}
