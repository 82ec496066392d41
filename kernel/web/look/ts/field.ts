// The officer's phone. Everything is kept first and sent afterwards; nothing is lost with the network or the page.
import { Door } from "./door.ts";
import type { Item, Running } from "./field-data.ts";
import { icon, h } from "./field-dom.ts";
import { check, type Contact, queue, round, today as dayOf, tooOld } from "./field-send.ts";
import * as show from "./field-show.ts";
import { Store, wipe } from "./field-store.ts";
import { clock, inZone, longDay, w } from "./field-words.ts";
import * as write from "./field-write.ts";
import { folds } from "./dom.ts";

const often = 30_000; // between rounds while something waits
const minute = 60_000;

class Phone {
  private contact: Contact = "unknown";
  private lost = ""; // what was erased, in words
  private items: Item[] = [];
  private day: Awaited<ReturnType<typeof dayOf>>;
  private running: Running | undefined;
  private busy = false;
  private again = false;
  private shown = "";

  constructor(private store: Store) {}

  async start(): Promise<void> {
    if (tooOld(this.store)) await this.erase(w("field.erased_old"));
    for (const item of await queue(this.store)) if (item.state === "sending") await this.store.put("items", item.id, { ...item, state: "waiting" });
    await this.load();
    this.render();
    addEventListener("hashchange", () => this.render());
    addEventListener("online", () => void this.sync());
    addEventListener("offline", () => {
      this.contact = "offline";
      this.band();
    });
    document.addEventListener("visibilitychange", () => void (document.visibilityState === "visible" && this.sync()));
    document.querySelector("[data-back]")?.addEventListener("click", () => history.length > 1 ? history.back() : this.go("today"));
    setInterval(() => void this.tick(), often);
    document.body.dataset["ready"] = "yes";
    await this.sync();
    void navigator.storage?.persist?.();
  }

  private async tick(): Promise<void> {
    if (tooOld(this.store)) {
      await this.erase(w("field.erased_old"));
      await this.load();
      return this.render();
    }
    if (this.items.some((item) => item.state === "waiting") || this.contact !== "online") await this.sync();
    else if (this.shown === "today") this.render();
  }

  private async load(): Promise<void> {
    this.items = await queue(this.store);
    this.day = await dayOf(this.store);
    this.running = await this.store.get<Running>("state", "running");
    if (this.day) inZone(this.day.zone);
  }

  /** Sends and fetches; while it does, another wish waits for its end. */
  async sync(): Promise<void> {
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    try {
      do {
        this.again = false;
        const found = await round(this.store, () => this.refresh());
        this.contact = found.contact;
        if (found.erase) {
          await this.erase(w(found.erase === "ended" ? "field.erased_ended" : "field.erased_other"));
          this.again = found.erase === "other";
        }
      } while (this.again);
    } finally {
      this.busy = false;
    }
    await this.refresh();
  }

  /** Shows what is new, unless somebody is writing. */
  private async refresh(): Promise<void> {
    await this.load();
    if (["entry", "new", "meeting", "visit", "step"].includes(this.shown)) this.band();
    else this.render();
  }

  private async erase(why: string): Promise<void> {
    this.store.close();
    await wipe();
    this.store = await Store.open();
    this.lost = why;
  }

  private go(screen: string): void {
    if (location.hash === "#" + screen) this.render();
    else location.hash = screen;
  }

  private async keep(drafts: write.Draft[], photos: File[], then: string): Promise<void> {
    const names: string[] = [];
    let bytes = 0;
    for (const photo of photos) {
      const name = crypto.randomUUID();
      await this.store.putBytes("photos", name, await photo.arrayBuffer());
      names.push(name);
      bytes += photo.size;
    }
    let made = Math.max(Date.now(), (this.items.at(-1)?.made ?? 0) + 1);
    const pictured = drafts.findIndex((draft) => (draft.body["step"] ?? "visit") === "visit");
    for (const [n, { at, ...draft }] of drafts.entries()) {
      const mine = n === pictured ? names : [];
      const item: Item = { ...draft, id: crypto.randomUUID(), body: mine.length || "photos" in draft.body ? { ...draft.body, photos: mine } : draft.body, occurred_at: new Date(at).toISOString(),
        late_reason: "", photos: mine, bytes: n === pictured ? bytes : 0, state: "waiting", made: made++, tries: 0, answer: null };
      await this.store.put("items", item.id, item);
    }
    await this.load();
    this.go(then);
    void this.sync();
  }

  private async decide(item: Item, what: "resend" | "duty" | "drop", lateReason = ""): Promise<void> {
    if (what === "resend") {
      const version = item.answer?.current?.version ?? item.base_version;
      await this.store.put("items", item.id, { ...item, state: "waiting", tries: 0, base_version: version, late_reason: lateReason || item.late_reason, answer: null });
    } else {
      for (const photo of item.photos) await this.store.remove("photos", photo);
      await this.store.remove("items", item.id);
    }
    if (what === "duty") {
      const said = item.body as { ref: string; found?: string; reason?: string; text?: string };
      const to = Date.parse(item.occurred_at);
      const body = { type: "foot_patrol", from: new Date(to - 15 * minute).toISOString(), to: item.occurred_at, where: "community", place: "", partners: "", people: 0,
        ref: { kind: "report", id: said.ref }, ordered_by: "", ordered_why: "", note: said.found || said.reason || said.text || "" };
      return this.keep([{ type: "duty.record", base_version: null, ref: "", sign: "notebook-pen", title: item.title, at: to, body }], [], "queue");
    }
    await this.load();
    this.render();
    void this.sync();
  }

  /** Signing out ends the session and erases; what was not sent would be lost, so it is asked first. */
  private signOut(): void {
    const waiting = this.items.filter((item) => item.state !== "sent").length;
    if (waiting > 0 && !confirm(w("field.sign_out_ask", { n: waiting }))) return;
    this.store.close();
    void wipe().then(() => document.querySelector<HTMLFormElement>("form[data-sign-out]")?.requestSubmit());
  }

  private scene(): show.Scene {
    return {
      day: this.day, items: this.items, running: this.running,
      finish: () => void this.finish(),
      decide: (item, what, reason) => void this.decide(item, what, reason),
      signOut: () => this.signOut(),
    };
  }

  private async finish(): Promise<void> {
    if (!this.running) return;
    const draft = write.ended(this.running);
    await this.store.remove("state", "running");
    await this.keep([draft], [], "today");
  }

  private desk(): write.Desk {
    return {
      day: this.day, items: this.items,
      keep: (drafts, photos, then) => this.keep(drafts, photos, then),
      begin: async (running) => {
        await this.store.put("state", "running", running);
        await this.load();
        this.go("today");
      },
    };
  }

  /** The screen that the address names: its title, the line below, what stands on it, and the tab it belongs to. */
  private screen(): [name: string, title: string, sub: string, tab: string, parts: Node[]] {
    const [name = "", a = "", b = ""] = location.hash.slice(1).split("/");
    const kept = w("field.kept_offline");
    const about = (ref: string): string => {
      const work = this.day?.reports.find((r) => r.ref === ref);
      return [this.day?.categories.find((c) => c.code === work?.category)?.name ?? "", ref].filter(Boolean).join(" · ");
    };
    switch (name) {
      case "work": return ["work", w("field.reports"), this.day?.post.name ?? "", "work", show.works(this.scene())];
      case "r": return ["r", about(a).split(" · ")[0] || w("field.reports"), a, "work", show.report(this.scene(), a)];
      case "visit": return ["visit", w("field.visit"), about(a), "work", write.visit(this.desk(), a)];
      case "step": return ["step", w("threatmap.office.act." + b), about(a), "work", write.stepOf(this.desk(), a, b)];
      case "new": return ["new", w("field.new_report"), kept, "work", write.report(this.desk())];
      case "entry": return ["entry", w("field.entry"), kept, "entry", write.duty(this.desk())];
      case "people": return ["people", w("field.people_title"), this.day?.community.name ?? "", "people", show.people(this.scene())];
      case "meeting": return ["meeting", w("field.meeting"), kept, "people", write.meeting(this.desk())];
      case "queue": return ["queue", w("field.queue"), this.store.holder ? w("field.last_contact", { time: clock(this.store.holder.seen) }) : "", "queue", show.queue(this.scene())];
    }
    return ["today", w("field.today"), [longDay(Date.now()), this.day?.community.name ?? ""].filter(Boolean).join(" · "), "today", show.today(this.scene())];
  }

  private render(): void {
    const [name, title, sub, tab, parts] = this.screen();
    const main = document.querySelector<HTMLElement>("[data-screen]");
    const head = document.querySelector<HTMLElement>("[data-title]");
    const line = document.querySelector<HTMLElement>("[data-subtitle]");
    const back = document.querySelector<HTMLElement>("[data-back]");
    if (!main || !head || !line || !back) return;
    const moved = this.shown !== "" && this.shown !== name;
    this.shown = name;
    head.textContent = title;
    line.textContent = sub;
    back.hidden = ["today", "work", "people", "queue"].includes(name);
    document.title = title;
    const synthetic = document.querySelector<HTMLTemplateElement>("template[data-synthetic]")?.content.cloneNode(true);
    const lost = this.lost ? [h("p", { class: "rv-phone__lost", role: "alert" }, this.lost)] : [];
    main.replaceChildren(...lost, ...parts, ...(synthetic ? [synthetic] : []));
    main.dataset["name"] = name;
    for (const link of document.querySelectorAll<HTMLAnchorElement>("[data-tab]")) {
      if (link.hash === "#" + tab) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    this.band();
    if (moved) {
      scrollTo(0, 0);
      main.focus({ preventScroll: true });
    }
  }

  /** The line that says whether there is a network and what is kept, and the number at the queue. */
  private band(): void {
    const open = this.items.filter((item) => item.state !== "sent").length;
    const band = document.querySelector<HTMLElement>("[data-band]");
    if (band) {
      band.hidden = this.contact === "online" || this.contact === "unknown";
      const signed = this.contact !== "signed_out";
      const words = [h("strong", {}, w(signed ? "field.offline" : "field.signed_off")), " ", open > 0 ? w("field.kept", { n: open }) : w("field.kept_none")];
      if (!signed) words.push(" ", h("a", { href: "/field/sign-in" }, w("field.sign_in_submit")));
      band.replaceChildren(icon(signed ? "cloud-off" : "log-in"), h("span", {}, ...words));
    }
    const tab = document.querySelector<HTMLAnchorElement>('[data-tab][href="#queue"]');
    tab?.querySelector(".rv-phone__count")?.remove();
    if (tab && open > 0) tab.append(h("span", { class: "rv-phone__count" }, String(open)));
    document.body.dataset["contact"] = this.contact;
    document.body.dataset["open"] = String(open);
  }
}

/** The page that signs in: after signing out, or when the session was ended, what is kept here goes. */
async function entrance(mark: HTMLElement): Promise<void> {
  if (mark.dataset["ended"] === "signed_out") return wipe();
  const store = await Store.open();
  const found = tooOld(store) ? { erase: "ended" } : await check(store).catch(() => ({}));
  store.close();
  if ("erase" in found && found.erase) await wipe();
}

const entry = document.querySelector<HTMLElement>("[data-entry]");
const door = document.querySelector<HTMLElement>("[data-door]");
folds();
if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/field/sw.js").catch(() => undefined);
if (entry) void entrance(entry);
else if (door) void Store.open().then((store) => new Door(store, door).start());
else void Store.open().then((store) => new Phone(store).start());
