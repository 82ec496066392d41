import { all } from "./dom.ts";

// Check-in at the door. What is marked is kept in the browser with the time at which it was marked, and sent when there is
// a network: the server counts that time. Without script the same forms are sent at once. Nothing that is kept names
// anybody: codes and numbers of records only.

interface Scan {
  id: string;
  code: string;
  nomination: string;
  attendance: string;
  direction: string;
  at: string;
}

interface Taken {
  id: string;
  status: string;
  name: string | null;
  message: string | null;
}

interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}

const pause = 15_000; // between two tries to send
const again = 4_000; // a code held before the camera counts once in this time

export function checkIn(): void {
  const door = document.querySelector<HTMLElement>("[data-checkin]");
  if (door && "randomUUID" in crypto) new Door(door).open(); // not on an insecure address: there the forms are sent at once
}

class Door {
  private readonly key: string;
  private sending = false;

  constructor(private readonly box: HTMLElement) {
    this.key = "reeve-checkin-" + (box.dataset["event"] ?? "");
  }

  open(): void {
    for (const form of all<HTMLFormElement>("[data-checkin-code], [data-checkin-mark]")) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const data = new FormData(form, event.submitter);
        const word = (name: string) => String(data.get(name) ?? "");
        const code = form.matches("[data-checkin-code]");
        this.keep({ id: code ? crypto.randomUUID() : word("step"), code: word("code"), nomination: word("nomination"), attendance: word("attendance"), direction: word("way"), at: new Date().toISOString() });
        if (code) form.reset();
      });
    }
    addEventListener("online", () => void this.send());
    setInterval(() => void this.send(), pause);
    this.camera();
    this.say();
    void this.send();
  }

  private queue(): Scan[] {
    try {
      return JSON.parse(localStorage.getItem(this.key) ?? "[]") as Scan[];
    } catch {
      return [];
    }
  }

  private keep(scan: Scan): void {
    localStorage.setItem(this.key, JSON.stringify([...this.queue().filter((s) => s.id !== scan.id), scan]));
    this.say();
    void this.send();
  }

  /** Sends what is kept; what was answered is forgotten, the rest stays. */
  private async send(): Promise<void> {
    const scans = this.queue().slice(0, 200);
    if (this.sending || scans.length === 0) return;
    this.sending = true;
    try {
      const answer = await fetch(this.box.dataset["checkin"] ?? "", {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
        body: JSON.stringify({ scans: scans.map((s) => ({ ...s, session: "" })) }),
        signal: AbortSignal.timeout(20_000),
      });
      if (!answer.ok) return;
      const { items } = (await answer.json()) as { items: Taken[] };
      const answered = new Set(items.map((i) => i.id));
      localStorage.setItem(this.key, JSON.stringify(this.queue().filter((s) => !answered.has(s.id))));
      this.say(items);
    } catch {
      // no network: it stays in the queue
    } finally {
      this.sending = false;
    }
  }

  /** Says how many wait, and what became of those sent last. */
  private say(items: Taken[] = []): void {
    const status = this.box.querySelector("[data-checkin-status]");
    if (!status) return;
    const lines = items.map((i) => (i.status === "done" ? (this.box.dataset["done"] ?? "") + ": " + (i.name ?? "") : (i.message ?? "")));
    const n = this.queue().length;
    if (n > 0) lines.push((this.box.dataset["waiting"] ?? "") + ": " + String(n) + ". " + (this.box.dataset["kept"] ?? ""));
    if (lines.length === 0) return;
    status.replaceChildren(
      ...lines.map((text) => {
        const p = document.createElement("p");
        p.textContent = text;
        return p;
      }),
    );
  }

  /** The camera, where the browser reads QR codes itself. */
  private camera(): void {
    const make = (window as unknown as { BarcodeDetector?: new (o: { formats: string[] }) => Detector }).BarcodeDetector;
    const button = this.box.querySelector<HTMLButtonElement>("[data-checkin-camera]");
    const video = this.box.querySelector<HTMLVideoElement>("[data-checkin-video]");
    if (!make || !button || !video || !("mediaDevices" in navigator)) return;
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
    const look = async () => {
      for (const { rawValue } of await detector.detect(video)) {
        if (Date.now() - (seen.get(rawValue) ?? 0) > again)
          this.keep({ id: crypto.randomUUID(), code: rawValue, nomination: "", attendance: "", direction: "in", at: new Date().toISOString() });
        seen.set(rawValue, Date.now());
      }
      setTimeout(() => void look(), 250);
    };
    void look();
  }
}
