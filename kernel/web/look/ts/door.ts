// Check-in at the door of an event, on a phone, by list or by QR code, with or without a network.
import { icon, h } from "./field-dom.ts";
import { type Contact, tooOld } from "./field-send.ts";
import { Store, wipe } from "./field-store.ts";
import { clock, inZone, lang, w } from "./field-words.ts";
import { type List, list, lists, ofCode, round, type Scan, scans, withMarks } from "./door-send.ts";

const often = 15_000; // between rounds while something waits
const held = 4_000; // a code held before the camera counts once in this time
const d = (key: string, values: Record<string, string | number> = {}): string => w("practice." + key, values);

interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}

function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase(lang);
}

export class Door {
  private readonly event = location.pathname.split("/")[3] ?? "";
  private contact: Contact = "unknown";
  private list: List | undefined;
  private marks: Scan[] = [];
  private said: { id: string; text: string }[] = []; // what became of the last marks, the latest first
  private note = ""; // of what was erased, or that there is no such event
  private busy = false;
  private again = false;

  private readonly rows = h("ul", { class: "rv-phone__list" });
  private readonly status = h("div", { class: "rv-phone__said", role: "status" });
  private readonly refusals = h("div", { class: "rv-phone__said", role: "alert" });
  private readonly sum = h("p", { class: "rv-phone__state" });
  private readonly search = h("input", { class: "ds-input", id: "search", type: "search", autocomplete: "off", oninput: () => this.people() });

  constructor(private store: Store, private readonly main: HTMLElement) {}

  async start(): Promise<void> {
    if (tooOld(this.store)) await this.erase();
    await this.load();
    if (this.event) this.lay();
    await this.render();
    addEventListener("online", () => void this.sync());
    addEventListener("offline", () => {
      this.contact = "offline";
      this.band();
    });
    document.addEventListener("visibilitychange", () => void (document.visibilityState === "visible" && this.sync()));
    setInterval(() => void ((this.waiting().length > 0 || this.contact !== "online") && this.sync()), often);
    document.querySelector("[data-leave]")?.addEventListener("click", () => this.signOut());
    document.body.dataset["ready"] = "yes";
    await this.sync();
    void navigator.storage?.persist?.();
  }

  private waiting(): Scan[] {
    return this.marks.filter((scan) => scan.message === "");
  }

  private async load(): Promise<void> {
    this.list = this.event ? await list(this.store, this.event) : undefined;
    this.marks = this.event ? await scans(this.store, this.event) : [];
    if (this.list) inZone(this.list.zone);
  }

  private async sync(): Promise<void> {
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    do {
      this.again = false;
      const found = await round(this.store, this.event, (scan) => this.say(scan.id, d("door.taken", { name: scan.name, time: clock(Date.parse(scan.at)) })));
      this.contact = found.contact;
      this.note = found.gone ? d("door.gone") : this.note;
      if (found.erase) {
        await this.erase();
        this.again = found.erase === "other";
      }
    } while (this.again);
    this.busy = false;
    await this.load();
    await this.render();
  }

  private async erase(): Promise<void> {
    this.store.close();
    await wipe();
    this.store = await Store.open();
    this.note = d("door.erased");
  }

  private say(id: string, text: string): void {
    this.said = [{ id, text }, ...this.said.filter((one) => one.id !== id)].slice(0, 3);
  }

  /** Keeps a mark, and then sends. */
  private async mark(direction: "in" | "out", who: { code?: string; nomination?: string; attendance?: string; name?: string }): Promise<void> {
    if (!this.store.holder) return void this.sync(); // nobody is known to be signed in yet
    const { code = "", nomination = "", attendance = "" } = who;
    const known = code ? ofCode(this.list?.people ?? [], code) : undefined;
    const scan: Scan = { id: crypto.randomUUID(), event: this.event, code: code.trim(), nomination, attendance, direction, at: new Date().toISOString(), name: who.name ?? known?.name ?? (code.trim().split("-")[0] ?? ""), message: "" };
    await this.store.put("scans", scan.id, scan);
    const words = [d("door.kept_one", { name: scan.name, time: clock(Date.parse(scan.at)) })];
    if (code && !known) words.push(d("door.not_listed"));
    this.say(scan.id, words.join(" "));
    await this.load();
    await this.render();
    void this.sync();
  }

  private async dismiss(scan: Scan): Promise<void> {
    await this.store.remove("scans", scan.id);
    await this.load();
    await this.render();
  }

  /** Signing out ends the session and erases; what was not sent would be lost, so it is asked first. */
  private signOut(): void {
    const n = this.waiting().length;
    if (n > 0 && !confirm(d("door.sign_out_ask", { n }))) return;
    this.store.close();
    void wipe().then(() => document.querySelector<HTMLFormElement>("form[data-sign-out]")?.requestSubmit());
  }

  /** What stands on the page all the time: a field that is being typed in is never drawn anew. */
  private lay(): void {
    const code = h("input", { class: "ds-input", id: "code", name: "code", required: true, autocomplete: "off", autocapitalize: "characters", spellcheck: "false", translate: "no" });
    const video = h("video", { class: "rv-phone__video", hidden: true, playsinline: true, muted: true });
    const camera = h("button", { class: "ds-button", "data-variant": "tertiary", type: "button", hidden: true, "data-camera": true }, icon("camera"), h("span", {}, d("day.camera")));
    const form = h("form", {
      class: "rv-phone__card", "data-code": true,
      onsubmit: (event) => {
        event.preventDefault();
        const direction = ((event as SubmitEvent).submitter as HTMLButtonElement | null)?.value === "out" ? "out" : "in";
        const typed = code.value;
        code.value = "";
        if (typed.trim()) void this.mark(direction, { code: typed });
      },
    },
      h("div", { class: "ds-field rv-field" }, h("label", { class: "ds-label", "data-weight": "semibold", for: "code" }, d("day.code")), code),
      h("div", { class: "rv-phone__acts" }, h("button", { class: "ds-button", type: "submit", value: "in" }, h("span", {}, d("day.in"))),
        h("button", { class: "ds-button", "data-variant": "secondary", type: "submit", value: "out" }, h("span", {}, d("day.out"))), camera), video);
    this.main.replaceChildren(this.refusals, this.status, form,
      h("section", { class: "rv-phone__card" }, this.sum, h("div", { class: "ds-field rv-field" }, h("label", { class: "ds-label", "data-weight": "semibold", for: "search" }, d("door.search")), this.search), this.rows));
    this.camera(camera, video);
  }

  private async render(): Promise<void> {
    const line = document.querySelector<HTMLElement>("[data-subtitle]");
    if (line) line.textContent = this.list ? `${this.list.title} · ${this.list.when}` : "";
    this.band();
    if (!this.event) return this.events();
    const refused = this.marks.filter((scan) => scan.message !== "");
    this.said = this.said.filter((one) => !refused.some((scan) => scan.id === one.id));
    this.status.replaceChildren(...this.said.map((one) => h("p", {}, one.text)));
    this.refusals.replaceChildren(...(this.note ? [h("p", { class: "rv-phone__lost" }, this.note)] : []), ...refused.map((scan) =>
      h("section", { class: "rv-phone__card", "data-refusal": true }, h("h2", {}, d("door.refused", { name: scan.name, time: clock(Date.parse(scan.at)) })), h("p", { class: "rv-phone__fault" }, scan.message),
        h("button", { class: "ds-button", "data-variant": "secondary", type: "button", onclick: () => void this.dismiss(scan) }, h("span", {}, d("door.dismiss"))))));
    this.people();
    document.body.dataset["waiting"] = String(this.waiting().length);
    document.body.dataset["refused"] = String(refused.length);
  }

  private people(): void {
    const wanted = fold(this.search.value.trim());
    const all = withMarks(this.list?.people ?? [], this.marks);
    this.sum.textContent = this.list ? `${d("door.came", { n: all.filter((p) => p.since !== null || p.attendance !== "").length })} / ${all.length} · ${d("door.as_of", { time: clock(Date.parse(this.list.at)) })}` : d("door.none");
    this.rows.replaceChildren(...all.filter((p) => fold(`${p.name} ${p.organisation}`).includes(wanted)).map((p) => {
      const name = p.name || d("person_erased");
      const words = [p.organisation];
      if (p.since) words.push(d(p.in ? "day.in_since" : "day.out_since", { time: clock(Date.parse(p.since)) }));
      else words.push(p.nomination === "" ? d("day.walked_in") : ["confirmed", "waitlisted", "no_show"].includes(p.state) ? d("state." + p.state) : "");
      const direction = p.in ? "out" : "in";
      const key = p.nomination ? { nomination: p.nomination } : { attendance: p.attendance };
      const press = h("button", { class: "ds-button", type: "button", "data-variant": p.in ? "tertiary" : "secondary", "data-way": direction, "aria-label": `${d("day." + direction)}: ${name}`, onclick: () => void this.mark(direction, { ...key, name }) },
        h("span", {}, d("day." + direction)));
      return h("li", { class: "rv-phone__row", "data-in": p.in }, h("div", {}, h("strong", {}, name), h("span", { class: "rv-small" }, words.filter(Boolean).join(" · ")), p.waits && h("span", { class: "rv-phone__how" }, d("door.kept"))), press);
    }));
  }

  /** Without an event in the address: those whose lists are kept here. */
  private async events(): Promise<void> {
    const all = await lists(this.store);
    const rows = all.map((one) => h("li", { class: "rv-phone__row" }, h("div", {}, h("a", { href: `/field/door/${one.id}` }, one.title), h("span", { class: "rv-small" }, one.when))));
    this.main.replaceChildren(...(this.note ? [h("p", { class: "rv-phone__lost", role: "alert" }, this.note)] : []),
      h("section", { class: "rv-phone__card" }, h("h2", {}, d("door.events")), rows.length > 0 ? h("ul", { class: "rv-phone__list" }, ...rows) : h("p", {}, d("door.no_events"))));
  }

  /** The line that says whether there is a network, and how many marks wait. */
  private band(): void {
    const n = this.waiting().length;
    const band = document.querySelector<HTMLElement>("[data-band]");
    if (band) {
      band.hidden = this.contact === "online" || this.contact === "unknown";
      const signed = this.contact !== "signed_out";
      const words = [h("strong", {}, d(signed ? "door.offline" : "door.signed_out")), " ", n > 0 ? `${d("door.kept")}: ${n}` : ""];
      if (!signed) words.push(" ", h("a", { href: "/field/sign-in?next=" + encodeURIComponent(location.pathname) }, d("door.sign_in")));
      band.replaceChildren(icon(signed ? "cloud-off" : "log-in"), h("span", {}, ...words));
    }
    document.body.dataset["contact"] = this.contact;
  }

  /** The camera, where the browser reads QR codes itself. */
  private camera(button: HTMLButtonElement, video: HTMLVideoElement): void {
    const make = (window as unknown as { BarcodeDetector?: new (o: { formats: string[] }) => Detector }).BarcodeDetector;
    if (!make || !("mediaDevices" in navigator)) return;
    button.hidden = false;
    button.addEventListener("click", () => void this.watch(new make({ formats: ["qr_code"] }), video, button));
  }

  private async watch(detector: Detector, video: HTMLVideoElement, button: HTMLButtonElement): Promise<void> {
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      return; // not allowed: the code is typed
    }
    video.hidden = false;
    button.hidden = true;
    await video.play();
    const seen = new Map<string, number>();
    const look = async (): Promise<void> => {
      for (const { rawValue } of await detector.detect(video).catch(() => [])) {
        if (Date.now() - (seen.get(rawValue) ?? 0) > held) void this.mark("in", { code: rawValue });
        seen.set(rawValue, Date.now());
      }
      setTimeout(() => void look(), 250);
    };
    void look();
  }
}
