// The screens that show: today, the reports, one report, people, the queue.
import type { Item, Running, Work } from "./field-data.ts";
import { bar, button, card, dots, h, icon, nothing, shape } from "./field-dom.ts";
import { type Day, stateWord } from "./field-send.ts";
import { clock, lang, moment, size, span, w } from "./field-words.ts";

/** What the screens show, and what they can ask for. */
export interface Scene {
  day: Day | undefined;
  items: Item[];
  running: Running | undefined;
  finish(): void;
  decide(item: Item, what: "resend" | "duty" | "drop", lateReason?: string): void;
  signOut(): void;
}

const hour = 3600 * 1000;

export function today(scene: Scene): Node[] {
  const { day, running } = scene;
  const parts: Node[] = [];
  if (running) {
    parts.push(
      h("section", { class: "rv-phone__running" }, h("div", { class: "rv-phone__line" }, h("h2", {}, w("duty.type." + running.type)), h("strong", {}, elapsed(running.from))),
        h("p", {}, w("field.since", { time: clock(running.from) })), button(w("field.finish"), "square", scene.finish, { "data-variant": "secondary" })),
    );
  }
  if (!day) return [...parts, nothing(w("field.no_day"), w("field.no_day_text"))];
  parts.push(hours(scene, day));
  const list = h("ul", { class: "rv-phone__list" });
  for (const work of due(day.reports).slice(0, 20)) list.append(line(scene, work));
  for (const m of day.meetings.filter((m) => m.starts.startsWith(day.day))) {
    list.append(row("users", h("a", { href: "#people" }, `${m.starts.slice(11)} ${m.title || w("meetings.kind." + m.kind)}`), [m.venue || m.place, m.commitments ? w("field.promises", { n: m.commitments }) : ""]));
  }
  parts.push(list.childElementCount ? card(list) : nothing(w("field.nothing"), ""));
  return parts;
}

function elapsed(from: number): string {
  const minutes = Math.max(0, Math.floor((Date.now() - from) / 60000));
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

/** The own duty of the day: what the server has and what still waits here. */
export function pieces(scene: Pick<Scene, "day" | "items">): { from: number; to: number; inside: boolean }[] {
  const all = (scene.day?.duty ?? []).map((e) => ({ id: e.id, from: Date.parse(e.from), to: Date.parse(e.to), inside: e.inside }));
  for (const item of scene.items) {
    if (item.type !== "duty.record" || item.state === "sent" || all.some((e) => e.id === item.id)) continue;
    const body = item.body as { from: string; to: string; where: string };
    all.push({ id: item.id, from: Date.parse(body.from), to: Date.parse(body.to), inside: body.where === "community" });
  }
  return all.sort((a, b) => a.from - b.from);
}

function hours(scene: Scene, day: Day): HTMLElement {
  const all = pieces(scene);
  const sum = (inside: boolean): number => all.filter((e) => !inside || e.inside).reduce((n, e) => n + e.to - e.from, 0);
  const whole = Math.max((day.roster_min ?? 0) * 60000, sum(false), hour);
  let at = 0;
  const parts = all.map((e) => {
    const from = at;
    at += ((e.to - e.from) * 100) / whole;
    return { from, to: at, kind: e.inside ? "inside" : "outside" };
  });
  return card(
    h("div", { class: "rv-phone__line" }, h("h2", {}, w("field.recorded", { time: span(sum(false)) })), day.roster_min ? h("span", { class: "rv-quiet" }, w("field.of", { time: span(day.roster_min * 60000) })) : null),
    bar([{ from: 0, to: 100, kind: "rest" }, ...parts]),
    h("p", { class: "rv-quiet" }, w("field.inside", { time: span(sum(true)) })),
  );
}

/** The next limit first; what has none comes last. */
function due(works: Work[]): Work[] {
  const limit = (work: Work): number => (work.clocks[0] ? Date.parse(work.clocks[0].due_at) : Infinity);
  return [...works].sort((a, b) => limit(a) - limit(b));
}

function row(sign: string, link: HTMLAnchorElement, notes: string[], more: Node | null = null): HTMLLIElement {
  return h("li", { class: "rv-phone__row" }, h("span", { class: "rv-phone__sign" }, icon(sign)),
    h("div", {}, link, ...notes.filter(Boolean).map((note) => h("p", { class: "rv-quiet" }, note)), more));
}

function line(scene: Scene, work: Work, number = 0): HTMLLIElement {
  const category = scene.day?.categories.find((c) => c.code === work.category);
  const waits = scene.items.some((item) => item.ref === work.ref && item.state !== "sent");
  return row(category?.icon ?? "map-pin", h("a", { href: "#r/" + work.ref }, (number ? `${number}. ` : "") + (category?.name ?? work.category)), [work.place, waits ? w("field.has_unsent") : ""], limit(work));
}

function limit(work: Work): HTMLElement | null {
  const next = work.clocks[0];
  if (!next) return null;
  const start = Date.parse(next.started_at);
  const end = Date.parse(next.due_at);
  const left = end - Date.now();
  const words = next.status === "paused" ? w("field.paused") : left < 0 ? w("field.late_by", { time: span(-left) }) : w("field.left", { time: span(left) });
  return h("div", { class: "rv-phone__clock", "data-late": left < 0 && next.status !== "paused" }, h("p", {}, icon(left < 0 ? "triangle-alert" : "clock"), " ", words),
    bar([{ from: 0, to: 100, kind: "rest" }, { from: 0, to: ((Date.now() - start) * 100) / Math.max(1, end - start), kind: left < 0 ? "late" : "inside" }]));
}

/** Where the reports lie to each other; the numbers are those of the list. It needs no network. */
function sketch(works: Work[]): HTMLElement {
  const middle = works.reduce((n, work) => n + work.lat, 0) / works.length;
  const stretch = Math.cos((middle * Math.PI) / 180);
  const spots = works.map((work) => ({ x: work.lon * stretch, y: -work.lat }));
  const west = Math.min(...spots.map((s) => s.x));
  const east = Math.max(...spots.map((s) => s.x));
  const north = Math.min(...spots.map((s) => s.y));
  const south = Math.max(...spots.map((s) => s.y));
  const scale = Math.max((east - west) / 100, (south - north) / 55, 1e-6);
  const kilometres = new Intl.NumberFormat(lang, { maximumSignificantDigits: 2 }).format(scale * 100 * 111.2);
  const drawn = spots.map((s) => ({ x: 10 + (s.x - west + (scale * 100 - (east - west)) / 2) / scale, y: 8 + (s.y - north + (scale * 55 - (south - north)) / 2) / scale }));
  const words = w("field.sketch", { n: kilometres });
  return card(dots(drawn, words), h("p", { class: "rv-quiet" }, words));
}

export function works(scene: Scene): Node[] {
  const fresh = h("a", { class: "ds-button", href: "#new" }, icon("plus"), h("span", {}, w("field.new_report")));
  if (!scene.day) return [fresh, nothing(w("field.no_day"), w("field.no_day_text"))];
  const list = h("ul", { class: "rv-phone__list" });
  const all = due(scene.day.reports);
  for (const [n, work] of all.entries()) list.append(line(scene, work, n + 1));
  return [fresh, ...(all.length > 1 ? [sketch(all)] : []), list.childElementCount ? card(list) : nothing(w("field.nothing"), "")];
}

/** The steps that can be written down now: a new report that is visited is opened by that. */
export function stepsOf(scene: Pick<Scene, "items">, work: Work): string[] {
  if (work.state !== "new") return work.steps;
  if (begun(scene, work)) return ["visit", "confirm", "not_confirm", "ask"];
  return work.steps.includes("open") ? ["visit", ...work.steps] : work.steps;
}

/** Whether the opening of a new report still waits here to be sent. */
export function begun(scene: Pick<Scene, "items">, work: Work): boolean {
  return scene.items.some((item) => item.ref === work.ref && item.state !== "sent" && item.body["step"] === "open");
}

export function report(scene: Scene, ref: string): Node[] {
  const work = scene.day?.reports.find((r) => r.ref === ref);
  if (!work) return [nothing(w("field.not_here"), w("field.not_here_text"))];
  const acts = h("div", { class: "rv-phone__acts" });
  const steps = stepsOf(scene, work);
  if (steps.includes("visit")) acts.append(h("a", { class: "ds-button", href: "#visit/" + ref }, icon("footprints"), h("span", {}, w("threatmap.office.act.visit"))));
  for (const step of steps) {
    if (step !== "visit") acts.append(h("a", { class: "ds-button", "data-variant": "secondary", href: `#step/${ref}/${step}` }, h("span", {}, w("threatmap.office.act." + step))));
  }
  const seen = [...work.seen.weekdays.map((d) => w("i18n.weekday." + d)), ...work.seen.day_parts.map((p) => w("threatmap.part." + p))].join(", ");
  const mine = scene.items.filter((item) => item.ref === ref && item.state !== "sent");
  return [
    h("p", { class: "rv-phone__state" }, shape(work.state), " ", w("threatmap.state." + work.state), " · ", h("span", { class: "rv-nohyphen" }, ref)),
    card(limit(work), h("h2", {}, w("field.stated")), work.text ? h("p", { class: "rv-quote rv-words", lang: work.lang }, work.text) : h("p", { class: "rv-quiet" }, w("field.no_text")),
      seen ? h("p", {}, seen) : null, h("p", { class: "rv-quiet" }, w("field.filed", { time: moment(Date.parse(work.filed_at)) }), work.photos ? " · " + w("field.photos", { n: work.photos }) : ""),
      h("p", {}, work.place), work.exact ? null : h("p", { class: "rv-quiet" }, w("field.area_only")),
      h("a", { class: "ds-button", "data-variant": "secondary", href: `geo:${work.lat},${work.lon}?q=${work.lat},${work.lon}` }, icon("route"), h("span", {}, w("field.navigate")))),
    mine.length ? card(h("h2", {}, w("field.unsent_here")), h("ul", { class: "rv-phone__list" }, ...mine.map((item) => entry(scene, item)))) : null,
    work.visits.length ? card(h("h2", {}, w("field.visits")), h("ul", { class: "rv-phone__list" }, ...work.visits.map((v) => h("li", { class: "rv-phone__row" }, h("div", {}, h("strong", {}, moment(Date.parse(v.at))), h("p", {}, v.found)))))) : null,
    acts,
  ].filter((part): part is NonNullable<typeof part> => part !== null);
}

export function people(scene: Scene): Node[] {
  const held = h("a", { class: "ds-button", href: "#meeting" }, icon("plus"), h("span", {}, w("field.meeting")));
  const day = scene.day;
  if (!day) return [held, nothing(w("field.no_day"), w("field.no_day_text"))];
  const coming = day.meetings.map((m) => h("li", { class: "rv-phone__row" }, h("span", { class: "rv-phone__sign" }, icon("users")),
    h("div", {}, h("strong", {}, m.title || w("meetings.kind." + m.kind)), h("p", {}, m.starts.replace("T", " ")), h("p", { class: "rv-quiet" }, [m.venue, m.place].filter(Boolean).join(" · ")))));
  const promised = day.commitments.map((c) => h("li", { class: "rv-phone__row" }, h("span", { class: "rv-phone__sign" }, icon("handshake")), h("div", {}, h("p", {}, c.body), h("p", { class: "rv-quiet" }, w("field.until", { date: c.due })))));
  return [held, card(h("h2", {}, w("field.coming")), coming.length ? h("ul", { class: "rv-phone__list" }, ...coming) : h("p", { class: "rv-quiet" }, w("field.none"))),
    card(h("h2", {}, w("field.promised")), promised.length ? h("ul", { class: "rv-phone__list" }, ...promised) : h("p", { class: "rv-quiet" }, w("field.none")))];
}

const signs = { waiting: "hourglass", sending: "upload", needs: "triangle-alert", sent: "check" };

/** A line of the queue. */
function entry(scene: Scene, item: Item): HTMLLIElement {
  const at = clock(Date.parse(item.occurred_at));
  const notes = [at, item.photos.length ? w("field.photos", { n: item.photos.length }) + ", " + size(item.bytes) : "", item.type === "report.step" && item.state !== "sent" ? w("field.counts_at", { time: at }) : ""];
  const li = h("li", { class: "rv-phone__row", "data-item": item.id, "data-state": item.state }, h("span", { class: "rv-phone__sign" }, icon(item.sign)),
    h("div", {}, h("div", { class: "rv-phone__line" }, h("strong", {}, item.title), h("span", { class: "rv-phone__how", "data-state": item.state }, icon(signs[item.state]), " ", stateWord(item))),
      h("p", { class: "rv-quiet" }, notes.filter(Boolean).join(" · "))));
  if (item.state === "needs") li.lastElementChild?.append(...decision(scene, item));
  return li;
}

/** What the officer wrote and how things stand now, side by side, with what can be done. */
function decision(scene: Scene, item: Item): Node[] {
  const answer = item.answer;
  const now = answer?.current;
  const acts = h("div", { class: "rv-phone__acts" });
  const parts: Node[] = [];
  if (answer) parts.push(h("p", {}, answer.reason));
  if (answer?.result === "conflict" && now) {
    const said = item.body as { step?: string; found?: string; reason?: string; text?: string };
    parts.push(h("div", { class: "rv-phone__sides" },
      h("section", {}, h("h2", {}, w("field.mine")), h("p", {}, item.title), h("p", { class: "rv-words" }, said.found ?? said.reason ?? said.text ?? ""), h("p", { class: "rv-quiet" }, moment(Date.parse(item.occurred_at)))),
      h("section", {}, h("h2", {}, w("field.now")), now.state ? h("p", {}, shape(now.state), " ", w("threatmap.state." + now.state)) : null,
        now.by ? h("p", { class: "rv-quiet" }, [now.by, now.at ? moment(Date.parse(now.at)) : ""].filter(Boolean).join(", ")) : null)));
    if (said.step && now.steps?.includes(said.step)) acts.append(button(w("field.resend"), "", () => scene.decide(item, "resend"), { "data-variant": "secondary", "data-act": "resend" }));
  } else {
    const late = answer?.errors.some((e) => e.field === "late_reason" || e.field === "occurred_at") ?? false;
    const reason = h("input", { class: "ds-input", type: "text", id: "late-" + item.id, maxlength: 300 });
    if (late) parts.push(h("div", { class: "ds-field rv-field" }, h("label", { class: "ds-label", for: reason.id }, w("field.late_reason")), reason));
    acts.append(button(w("field.send_again"), "", () => scene.decide(item, "resend", reason.value), { "data-variant": "secondary", "data-act": "resend" }));
  }
  if (item.type === "report.step") acts.append(button(w("field.as_duty"), "", () => scene.decide(item, "duty"), { "data-variant": "tertiary", "data-act": "duty" }));
  acts.append(button(w("field.drop"), "trash-2", () => scene.decide(item, "drop"), { "data-variant": "tertiary", "data-color": "danger", "data-act": "drop" }));
  return [...parts, acts];
}

export function queue(scene: Scene): Node[] {
  const open = scene.items.filter((item) => item.state !== "sent");
  const sent = scene.items.filter((item) => item.state === "sent").reverse();
  const list = (items: Item[]): HTMLElement => card(h("ul", { class: "rv-phone__list" }, ...items.map((item) => entry(scene, item))));
  return [open.length ? list(open) : nothing(w("field.queue_empty"), ""), ...(sent.length ? [list(sent)] : []),
    button(w("look.sign_out"), "log-out", scene.signOut, { "data-variant": "tertiary", "data-leave": true })];
}
