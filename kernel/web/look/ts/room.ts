// A workshop's pages: the guest's phone, the big screen, the chair's desk. Without this script the same pages work by
// forms and a new look; with it they follow the room, and nothing that was said is lost with the network.
import { all, folds } from "./dom.ts";
import { type Answer, type Cast, newId, Queue, type Sent } from "./room-queue.ts";
import { Listener, type Pulse, refresh, timer } from "./room-live.ts";

const root = document.querySelector<HTMLElement>("[data-room]");
const ref = root?.dataset["ref"] ?? "";
const kind = root?.dataset["room"] ?? "";
const words = JSON.parse(document.querySelector("script[data-words]")?.textContent ?? "{}") as Record<string, string>;
const again = 2_000; // between tries
const pause = 1_200; // after typing, before it is kept

function w(key: string, number = ""): string {
  return (words[key] ?? key).replace("{number}", number);
}

function say(selector: string, text: string): void {
  for (const at of all<HTMLElement>(selector)) {
    if (at.textContent !== text) at.textContent = text;
    at.hidden = text === "";
  }
}

let there = true;

/** Says whether the server can be reached. */
function contact(yes: boolean): void {
  there = yes;
  document.body.dataset["contact"] = yes ? "in" : "away";
  say("[data-band]", yes ? "" : w("away"));
  say("[data-inroom]", yes ? w("in_room") : "");
}

/** The phone: a tap is a vote. */
class Phone {
  private queue = new Queue(ref, (cast, answer) => this.answered(cast, answer));
  private said = new Map<string, string>(); // what became of what was said, by row
  private retry = 0;

  start(): void {
    document.addEventListener("change", (event) => {
      const input = event.target as HTMLInputElement;
      const form = input.form;
      if (input.name === "status" && form?.matches("[data-vote]")) void this.cast(form, input.value, "");
    });
    document.addEventListener("submit", (event) => {
      const form = event.target as HTMLFormElement;
      if (!form.matches("[data-vote]")) return;
      event.preventDefault();
      const area = form.querySelector<HTMLTextAreaElement>("textarea[name=comment]");
      const comment = area?.value.trim() ?? "";
      const chosen = form.querySelector<HTMLInputElement>("input[name=status]:checked")?.value ?? "";
      if (comment === "" && chosen === "") return;
      void this.cast(form, comment === "" ? chosen : "", comment);
      if (area) area.value = "";
    });
    document.querySelector("[data-left-send]")?.addEventListener("click", () => this.sendLeft());
    addEventListener("online", () => void this.send());
    this.show();
    void this.send();
  }

  private row(): string {
    return root?.dataset["row"] ?? "";
  }

  private cast(form: HTMLFormElement, status: string, comment: string): Promise<void> {
    const number = form.querySelector<HTMLInputElement>("input[name=number]")?.value ?? "";
    return this.add({ id: newId(), number, status, comment, lang: document.documentElement.lang, given_at: Date.now() });
  }

  private async add(cast: Cast): Promise<void> {
    const sending = this.queue.add(cast);
    this.said.set(cast.number, there ? w("sending", cast.number) : w("kept", cast.number));
    this.show();
    this.after(await sending);
  }

  async send(): Promise<void> {
    if (this.queue.all().length > 0) this.after(await this.queue.send());
  }

  private after(how: Sent): void {
    clearTimeout(this.retry);
    if (how === "out") location.reload();
    if (how === "away") contact(false);
    if (how !== "sent") {
      for (const cast of this.queue.all()) this.said.set(cast.number, w("kept", cast.number));
      this.retry = window.setTimeout(() => void this.send(), again);
    }
    this.show();
  }

  private answered(cast: Cast, answer: Answer): void {
    this.said.set(cast.number, answer.message || w("sent", cast.number));
    if (answer.outcome !== "counted" || cast.number !== this.row()) say("[data-band]", answer.message);
  }

  /** Marks what waits on this device, over what the server knows. */
  show(): void {
    const waiting = this.queue.all();
    document.body.dataset["waiting"] = String(waiting.length);
    const mine = waiting.filter((cast) => cast.number === this.row() && cast.status !== "").at(-1);
    for (const input of all<HTMLInputElement>("input[name=status]")) if (mine) input.checked = input.value === mine.status;
    say("[data-sent]", this.said.get(this.row()) ?? "");
  }

  /** A row has gone: what was typed to it and not sent stays in sight. */
  private async takeUp(p: Pulse): Promise<void> {
    const area = document.querySelector<HTMLTextAreaElement>("textarea[name=comment]");
    const typed = area?.value ?? "";
    const before = this.row();
    await refresh();
    const now = document.querySelector<HTMLTextAreaElement>("textarea[name=comment]");
    if (typed.trim() !== "") {
      if (now && p.row === before) now.value = typed;
      else this.leave(before, typed);
    }
    this.show();
  }

  private left: { number: string; text: string } | undefined;

  private leave(number: string, text: string): void {
    this.left = { number, text };
    const box = document.querySelector<HTMLElement>("[data-left]");
    const line = box?.querySelector("p");
    if (!box || !line) return;
    line.textContent = `${w("left_comment", number)} “${text}”`;
    box.hidden = false;
  }

  private sendLeft(): void {
    if (this.left) void this.add({ id: newId(), number: this.left.number, status: "", comment: this.left.text.trim(), lang: document.documentElement.lang, given_at: Date.now() });
    this.left = undefined;
    const box = document.querySelector<HTMLElement>("[data-left]");
    if (box) box.hidden = true;
  }

  private seen = "";

  pulse(p: Pulse): void {
    void this.send();
    const now = `${p.row} ${p.row_state} ${p.state}`;
    if (this.seen === "" ? p.rev !== Number(root?.dataset["rev"]) : now !== this.seen) void this.takeUp(p);
    this.seen = now;
  }
}

/** The chair: forms go without leaving the page, again and again until they have arrived. */
class Chair {
  private wait = 0;
  private seen: string | undefined; // state of the row

  start(): void {
    document.addEventListener("submit", (event) => {
      const form = event.target as HTMLFormElement;
      if (!form.matches("[data-room-act]")) return;
      event.preventDefault();
      clearTimeout(this.wait);
      void this.send(form, new URLSearchParams([...new FormData(form)].map(([k, v]) => [k, String(v)])));
    });
    document.addEventListener("input", (event) => {
      const form = (event.target as HTMLElement).closest<HTMLFormElement>("form[data-note]");
      if (!form || !(event.target as HTMLElement).matches("textarea")) return;
      clearTimeout(this.wait);
      this.wait = window.setTimeout(() => void this.note(form), pause);
    });
  }

  private async send(form: HTMLFormElement, body: URLSearchParams): Promise<void> {
    for (const button of all<HTMLButtonElement>("[data-room-act] button")) button.disabled = true;
    let answer: Response;
    try {
      answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
    } catch {
      say("[data-band]", w("not_sent"));
      setTimeout(() => void this.send(form, body), again);
      return;
    }
    if (answer.ok) {
      const draft = form.dataset["draft"];
      if (draft) sessionStorage.removeItem(`draft:${draft}`);
      const to = new URL(answer.url);
      if (to.pathname === location.pathname) location.reload();
      else location.assign(to.href);
      return;
    }
    for (const button of all<HTMLButtonElement>("[data-room-act] button")) button.disabled = false;
    form.submit(); // the page that comes says what is wrong
  }

  /** Keeps what is being typed, so that the room reads along. */
  private async note(form: HTMLFormElement): Promise<void> {
    const body = new URLSearchParams({ act: "note" });
    for (const name of ["number", "challenge", "advice"]) body.set(name, String(new FormData(form).get(name) ?? ""));
    try {
      await fetch(form.action, { method: "POST", body, redirect: "manual" });
    } catch {
      this.wait = window.setTimeout(() => void this.note(form), again);
    }
  }

  pulse(p: Pulse): void {
    const before = this.seen;
    this.seen = p.row_state;
    if (p.row !== root?.dataset["row"] || p.state !== "open" || (before !== undefined && before !== p.row_state)) location.reload();
    else if (p.rev !== Number(root?.dataset["rev"])) void refresh();
  }
}

function start(): void {
  folds();
  timer();
  if (!ref) return;
  const phone = kind === "phone" ? new Phone() : undefined;
  const chair = kind === "chair" ? new Chair() : undefined;
  phone?.start();
  chair?.start();
  const listener = new Listener(ref, (p) => {
    document.body.dataset["rev"] = String(p.rev);
    if (phone) phone.pulse(p);
    else if (chair) chair.pulse(p);
    else if (p.rev !== Number(root?.dataset["rev"])) void refresh();
  }, (yes) => {
    contact(yes);
    if (yes) void phone?.send();
  });
  listener.start();
  document.body.dataset["ready"] = "yes";
}

start();
