// The screens that write: duty, visit, another step, a report on the spot, a meeting with what was promised.
import type { Item, Running } from "./field-data.ts";
import { button, field, h, icon, nothing, radios } from "./field-dom.ts";
import type { Day } from "./field-send.ts";
import { begun, pieces, stepsOf } from "./field-show.ts";
import { civil, clock, codes, lang, moment, w } from "./field-words.ts";
import { shrink } from "./photos.ts";

/** A new command, before it has an id. */
export type Draft = Pick<Item, "type" | "base_version" | "body" | "title" | "sign" | "ref"> & { at: number };

/** What a writing screen can do. */
export interface Desk {
  day: Day | undefined;
  items: Item[];
  /** Keeps commands with their photos, and goes to the screen named. */
  keep(drafts: Draft[], photos: File[], then: string): Promise<void>;
  begin(running: Running): Promise<void>;
}

const minute = 60000;
const step = 15 * minute;
const mostPhotos = 3;

/** Icons of kinds of work. The first eleven are offered at once. */
const signs: Record<string, string> = {
  foot_patrol: "footprints", vehicle_patrol: "car", home_visit: "house", meeting: "users", council_session: "landmark", school: "school", office_hours: "door-open",
  risk_check: "heart-handshake", paperwork_elsewhere: "file-text", training: "graduation-cap", abstraction: "log-out", club: "music", call: "phone-call",
  paperwork_station: "building-2", court: "gavel", leave: "sun",
};
const atOnce = 11;

/** Where a kind of work is done, unless somebody says otherwise. */
function usual(type: string): string {
  if (type === "paperwork_station") return "station";
  return ["court", "training", "abstraction", "leave"].includes(type) ? "outside" : "community";
}

const round = (at: number): number => Math.floor(at / (5 * minute)) * 5 * minute;

/** A time with a step to each side. */
function stepper(label: string, at: number, change: (at: number) => void, most: () => number): HTMLElement {
  const shown = h("output", { class: "rv-phone__time" }, clock(at));
  const move = (by: number): void => {
    at = Math.min(at + by, most());
    shown.textContent = clock(at);
    change(at);
  };
  return h("div", { class: "rv-phone__stepper", role: "group", "aria-label": label },
    h("button", { type: "button", onclick: () => move(-step) }, icon("minus"), h("span", { class: "ds-sr-only" }, w("field.earlier"))), shown,
    h("button", { type: "button", onclick: () => move(step) }, icon("plus"), h("span", { class: "ds-sr-only" }, w("field.later"))));
}

function times(from: number, to: number, change: (from: number, to: number) => void): HTMLElement {
  const now = (): number => round(Date.now());
  return h("div", { class: "rv-phone__times" }, stepper(w("field.from"), from, (at) => change((from = at), to), () => to - 5 * minute), icon("arrow-right"),
    stepper(w("field.to"), to, (at) => change(from, (to = at)), now));
}

/** Duty: what, from when to when, where. What is usual is chosen already. */
export function duty(desk: Desk): Node[] {
  const now = round(Date.now());
  const last = pieces(desk).filter((e) => e.to <= now && now - e.to < 12 * 3600_000).at(-1);
  const state = { type: "", from: last && last.to < now ? last.to : now - 60 * minute, to: now, where: "community", by: "", why: "" };
  const place = h("div", {});
  const sent = h("div", {});
  const fault = h("p", { class: "rv-phone__fault", role: "alert" });
  const where = (): void => {
    place.replaceChildren(radios("where", w("field.place"), "chips", [{ value: "community", word: desk.day?.community.name ?? w("field.community") },
      { value: "station", word: w("field.station") }, { value: "outside", word: w("field.outside") }], state.where, (v) => (state.where = v)));
  };
  const orders = (): void => {
    if (state.type !== "abstraction") return sent.replaceChildren();
    sent.replaceChildren(radios("by", w("field.ordered_by"), "chips", codes("duty.orderer.").map((v) => ({ value: v, word: w("duty.orderer." + v) })), state.by, (v) => (state.by = v)),
      radios("why", w("field.ordered_why"), "chips", codes("duty.ground.").map((v) => ({ value: v, word: w("duty.ground." + v) })), state.why, (v) => (state.why = v)));
  };
  const choose = (type: string): void => {
    state.type = type;
    state.where = usual(type);
    where();
    orders();
  };
  const order = Object.keys(signs).filter((type) => codes("duty.type.").includes(type));
  const kinds = (all: boolean): HTMLFieldSetElement => {
    const tiles = radios("type", w("field.what_done"), "cards", (all ? order : order.slice(0, atOnce)).map((type) => ({ value: type, word: w("duty.type." + type), sign: signs[type] ?? "" })), state.type, choose);
    tiles.classList.add("rv-phone__tiles");
    if (!all) {
      tiles.querySelector(".rv-choices__items")?.append(h("button", { type: "button", class: "rv-phone__more", onclick: () => tiles.replaceWith(kinds(true)) }, icon("ellipsis"), h("span", {}, w("field.other"))));
    }
    return tiles;
  };
  const count = h("input", { type: "number", min: 0, max: 100000, inputmode: "numeric" });
  const partners = h("input", { type: "text", maxlength: 300 });
  const note = h("textarea", { rows: 3, maxlength: 2000 });
  where();
  const save = async (): Promise<void> => {
    if (!state.type) return void (fault.textContent = w("field.choose_type"));
    if (state.type === "abstraction" && !(state.by && state.why)) return void (fault.textContent = w("field.choose_order"));
    const body = { type: state.type, from: new Date(state.from).toISOString(), to: new Date(state.to).toISOString(), where: state.where, place: "", partners: partners.value.trim(),
      people: Number(count.value) || 0, ref: null, ordered_by: state.by, ordered_why: state.why, note: note.value.trim() };
    await desk.keep([{ type: "duty.record", base_version: null, body, title: w("field.entry_of", { what: w("duty.type." + state.type) }), sign: "notebook-pen", ref: "", at: state.to }], [], "today");
  };
  const begin = async (): Promise<void> => {
    if (!state.type || state.type === "abstraction") return void (fault.textContent = w("field.choose_type"));
    await desk.begin({ type: state.type, from: Date.now(), where: state.where });
  };
  return [kinds(false), times(state.from, state.to, (from, to) => Object.assign(state, { from, to })), place, sent,
    h("details", { class: "ds-details" }, h("summary", {}, w("field.more")), h("div", { class: "rv-form" }, field(w("field.people"), count), field(w("field.partners"), partners), field(w("field.private_note"), note))),
    fault, h("div", { class: "rv-phone__save" }, button(w("field.begin"), "timer", () => void begin(), { "data-variant": "secondary" }), button(w("field.save"), "check", () => void save(), { "data-save": true }))];
}

/** The end of work that had begun. */
export function ended(running: Running): Draft {
  const to = Math.max(Date.now(), running.from + minute);
  return { type: "duty.record", base_version: null, title: w("field.entry_of", { what: w("duty.type." + running.type) }), sign: "notebook-pen", ref: "", at: to,
    body: { type: running.type, from: new Date(running.from).toISOString(), to: new Date(to).toISOString(), where: running.where, place: "", partners: "", people: 0, ref: null, ordered_by: "", ordered_why: "", note: "" } };
}

/** A button that opens the camera, and the photos taken. */
function camera(files: File[]): Node[] {
  const list = h("ul", { class: "rv-preview" });
  const input = h("input", { type: "file", accept: "image/*", capture: "environment", class: "ds-sr-only", id: "camera" });
  input.addEventListener("change", () => {
    for (const file of Array.from(input.files ?? [])) {
      if (files.length >= mostPhotos) break;
      void shrink(file).then((small) => {
        files.push(small);
        const picture = h("img", { src: URL.createObjectURL(small), alt: w("field.photo") });
        picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
        list.append(h("li", {}, picture));
        input.value = "";
      });
    }
  });
  return [list, h("label", { class: "ds-button rv-phone__camera", "data-variant": "secondary", for: "camera" }, icon("camera"), h("span", {}, w("field.photo"))), input];
}

/** A visit: what was found, a note, photos, and what follows from it. */
export function visit(desk: Desk, ref: string): Node[] {
  const work = desk.day?.reports.find((r) => r.ref === ref);
  if (!work) return [nothing(w("field.not_here"), w("field.not_here_text"))];
  const category = desk.day?.categories.find((c) => c.code === work.category)?.name ?? work.category;
  const at = Date.now();
  let found = "";
  let then = "";
  const files: File[] = [];
  const fault = h("p", { class: "rv-phone__fault", role: "alert" });
  const note = h("textarea", { rows: 3, maxlength: 3000 });
  const after = h("div", {});
  const follow = (): void => {
    const step = found === "yes" ? "confirm" : found === "no" ? "not_confirm" : "";
    then = "";
    if (!step || !["new", "verification"].includes(work.state)) return after.replaceChildren();
    after.replaceChildren(radios("then", w("field.then"), "chips", [{ value: "", word: w("field.then_nothing") }, { value: step, word: w("threatmap.office.act." + step) }], then, (v) => (then = v)));
  };
  const save = async (): Promise<void> => {
    if (!found) return void (fault.textContent = w("field.choose_found"));
    const words = [w("field.found_" + found), note.value.trim()].filter(Boolean).join(". ");
    const drafts: Draft[] = [];
    if (work.state === "new" && !begun(desk, work)) {
      drafts.push({ type: "report.step", base_version: work.version, ref, sign: "check", at, title: `${w("threatmap.office.act.open")}: ${category}`,
        body: { ref, step: "open", found: "", reason: "", text: "", photos: [] } });
    }
    drafts.push({ type: "report.step", base_version: work.version, ref, sign: "footprints", at, title: w("field.visit_of", { what: category }),
      body: { ref, step: "visit", found: words, reason: "", text: "", photos: [] } });
    if (then) {
      drafts.push({ type: "report.step", base_version: work.version, ref, sign: "check", at, title: `${w("threatmap.office.act." + then)}: ${category}`,
        body: { ref, step: then, found: "", reason: words, text: "", photos: [] } });
    }
    await desk.keep(drafts, files, "work");
  };
  const options = [{ value: "yes", word: w("field.found_yes"), sign: "triangle-alert" }, { value: "no", word: w("field.found_no"), sign: "circle-x" }, { value: "other", word: w("field.found_other"), sign: "arrow-right" }];
  const choices = radios("found", w("field.found"), "cards", options, found, (v) => {
    found = v;
    follow();
  });
  choices.classList.add("rv-phone__found");
  return [hoursLine(work.seen, at), choices, after, field(w("field.note"), note), fault,
    h("div", { class: "rv-phone__save" }, ...camera(files), button(w("field.save"), "check", () => void save(), { "data-save": true }))].filter((n): n is NonNullable<typeof n> => n !== null);
}

/** Whether now lies in the hours that residents gave; nothing where they gave none. */
function hoursLine(seen: { day_parts: string[]; weekdays: number[] }, at: number): HTMLElement | null {
  if (seen.day_parts.length === 0 && seen.weekdays.length === 0) return null;
  const civilNow = civil(at);
  const part = ["night", "morning", "day", "evening"][Math.floor(Number(civilNow.slice(11, 13)) / 6)] ?? "";
  const weekday = new Date(civilNow.slice(0, 10) + "T00:00Z").getUTCDay() || 7;
  const inside = (seen.day_parts.length === 0 || seen.day_parts.includes(part)) && (seen.weekdays.length === 0 || seen.weekdays.includes(weekday));
  return h("p", { class: "rv-phone__hours", "data-inside": inside }, icon(inside ? "check" : "clock"), " ", w(inside ? "field.hours_inside" : "field.hours_outside", { time: moment(at) }));
}

/** Any other step of a report: with its reason or its question. */
export function stepOf(desk: Desk, ref: string, name: string): Node[] {
  const work = desk.day?.reports.find((r) => r.ref === ref);
  if (!work || !stepsOf(desk, work).includes(name)) return [nothing(w("field.not_here"), w("field.not_here_text"))];
  const category = desk.day?.categories.find((c) => c.code === work.category)?.name ?? work.category;
  const asks = name === "ask";
  const needs = !["open", "reverify"].includes(name);
  const words = h("textarea", { rows: 4, maxlength: 3000, required: needs });
  const fault = h("p", { class: "rv-phone__fault", role: "alert" });
  const save = async (): Promise<void> => {
    const text = words.value.trim();
    if (needs && !text) return void (fault.textContent = w("field.words_missing"));
    await desk.keep([{ type: "report.step", base_version: work.version, ref, sign: asks ? "message-circle" : "check", at: Date.now(), title: `${w("threatmap.office.act." + name)}: ${category}`,
      body: { ref, step: name, found: "", reason: asks ? "" : text, text: asks ? text : "", photos: [] } }], [], "work");
  };
  return [h("p", {}, category), needs ? field(w(asks ? "field.question" : "field.reason"), words) : null, asks ? h("p", { class: "rv-quiet" }, w("field.question_note")) : null, fault,
    h("div", { class: "rv-phone__save" }, button(w("field.save"), "check", () => void save(), { "data-save": true }))].filter((n): n is NonNullable<typeof n> => n !== null);
}

/** A report on the spot. */
export function report(desk: Desk): Node[] {
  const day = desk.day;
  if (!day) return [nothing(w("field.no_day"), w("field.no_day_text"))];
  const files: File[] = [];
  const at: { lat: number | null; lon: number | null } = { lat: null, lon: null };
  let where = "community";
  const fault = h("p", { class: "rv-phone__fault", role: "alert" });
  const said = h("p", { class: "rv-quiet", role: "status" });
  const category = h("select", { required: true }, h("option", { value: "" }, w("field.choose")), ...day.categories.map((c) => h("option", { value: c.code }, c.name)));
  const text = h("textarea", { rows: 4, maxlength: 4000 });
  const here = (): void => {
    said.textContent = w("field.position_looking");
    navigator.geolocation.getCurrentPosition((p) => {
      Object.assign(at, { lat: Number(p.coords.latitude.toFixed(6)), lon: Number(p.coords.longitude.toFixed(6)) });
      said.textContent = w("field.position_found", { n: Math.round(p.coords.accuracy) });
    }, () => (said.textContent = w("field.position_none")), { enableHighAccuracy: true, timeout: 20_000, maximumAge: 30_000 });
  };
  const place = radios("place", w("field.where"), "chips", [{ value: "here", word: w("field.here") }, { value: "community", word: w("field.somewhere", { place: day.community.name }) }], where, (v) => {
    where = v;
    said.textContent = "";
    if (v === "here") here();
  });
  const save = async (): Promise<void> => {
    if (!category.value) return void (fault.textContent = w("field.choose_category"));
    if (where === "here" && at.lat === null) return void (fault.textContent = w("field.position_none"));
    const name = category.selectedOptions[0]?.textContent ?? "";
    await desk.keep([{ type: "report.file", base_version: null, ref: "", sign: "map-pin", at: Date.now(), title: w("field.report_of", { what: name }),
      body: { category: category.value, lat: where === "here" ? at.lat : null, lon: where === "here" ? at.lon : null, place: where === "here" ? "" : day.community.code, text: text.value.trim(), lang, photos: [] } }], files, "work");
  };
  return [field(w("field.what"), category), place, said, field(w("field.text"), text), fault,
    h("div", { class: "rv-phone__save" }, ...camera(files), button(w("field.save"), "check", () => void save(), { "data-save": true }))];
}

/** A meeting that was held, with what was promised there. */
export function meeting(desk: Desk): Node[] {
  const now = round(Date.now());
  const state = { kind: "residents", from: now - 60 * minute, to: now };
  const title = h("input", { type: "text", maxlength: 300 });
  const count = h("input", { type: "number", min: 0, inputmode: "numeric" });
  const text = h("textarea", { rows: 4, maxlength: 8000 });
  const fault = h("p", { class: "rv-phone__fault", role: "alert" });
  const promises = h("div", { class: "rv-form" });
  const add = (): void => {
    const due = h("input", { type: "date", name: "due", min: civil(Date.now() + 24 * 3600_000).slice(0, 10) });
    due.value = civil(Date.now() + 14 * 24 * 3600_000).slice(0, 10);
    promises.append(h("div", { class: "rv-phone__card", "data-promise": true }, field(w("field.promise"), h("textarea", { rows: 2, name: "body", maxlength: 2000 })), field(w("field.promise_by"), due),
      field(w("field.promise_who"), h("input", { type: "text", name: "by", maxlength: 300 }))));
  };
  const save = async (): Promise<void> => {
    const commitments = Array.from(promises.querySelectorAll<HTMLElement>("[data-promise]"), (p) => {
      const value = (name: string): string => p.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value.trim() ?? "";
      return { body: value("body"), by: value("by"), due: value("due") };
    }).filter((c) => c.body);
    const body = { kind: state.kind, community: "", starts: civil(state.from), ends: civil(state.to), title: title.value.trim(), lang, people: count.value ? Number(count.value) : null, text: text.value.trim(), commitments };
    await desk.keep([{ type: "meeting.record", base_version: null, ref: "", sign: "users", at: state.to, title: w("meetings.kind." + state.kind), body }], [], "people");
  };
  return [radios("kind", w("field.kind"), "chips", codes("meetings.kind.").map((v) => ({ value: v, word: w("meetings.kind." + v) })), state.kind, (v) => (state.kind = v)),
    times(state.from, state.to, (from, to) => Object.assign(state, { from, to })), field(w("field.title_of"), title), field(w("field.people"), count), field(w("field.said"), text), promises,
    button(w("field.add_promise"), "plus", add, { "data-variant": "secondary" }), fault, h("div", { class: "rv-phone__save" }, button(w("field.save"), "check", () => void save(), { "data-save": true }))];
}
