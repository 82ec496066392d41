// Proof of work of the public forms: ALTCHA, protocol version 1. The challenge comes from our own server and is
// solved in a worker, from the first focus in the form on, so that it is ready when the reader is.
import { all } from "./dom.ts";
import type { Challenge, Solved } from "./proof-worker.ts";

/** Takes up every [data-proof]; see the template "proof". */
export function proofs(): void {
  for (const element of all<HTMLElement>("[data-proof]")) {
    const form = element.closest("form");
    const field = element.querySelector<HTMLInputElement>('input[name="altcha"]');
    if (form && field) attach(element, form, field);
  }
}

function attach(element: HTMLElement, form: HTMLFormElement, field: HTMLInputElement): void {
  let running: Promise<void> | undefined;
  let expires = Infinity; // in milliseconds since 1970
  let waiting = false; // the button was pressed and the form will go by itself
  const forget = () => {
    running = undefined;
    waiting = false;
    field.value = "";
  };
  const begin = (): Promise<void> => {
    if (field.value !== "" && Date.now() > expires - 10_000) forget();
    return (running ??= solve(element).then(
      (proof) => {
        field.value = proof.payload;
        expires = proof.expires;
      },
      (reason: unknown) => {
        running = undefined; // The next try starts anew.
        throw reason;
      },
    ));
  };
  form.addEventListener("focusin", () => void begin().catch(() => undefined), { once: true });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || (field.value !== "" && Date.now() <= expires - 10_000)) return;
    event.preventDefault();
    if (waiting) return;
    waiting = true;
    void sendWhenReady(element, form, event.submitter, begin);
  });
  // A proof counts once: a form that comes back from the browser's memory needs a new one.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) forget();
  });
}

async function sendWhenReady(
  element: HTMLElement,
  form: HTMLFormElement,
  submitter: HTMLElement | null,
  begin: () => Promise<void>,
): Promise<void> {
  const status = element.querySelector<HTMLElement>('[role="status"]');
  const word = submitter?.querySelector("span") ?? submitter;
  const before = word?.textContent ?? "";
  const say = (text: string | undefined) => {
    if (status) status.textContent = text ?? "";
  };
  if (word) word.textContent = element.dataset["preparing"] ?? before;
  submitter?.setAttribute("aria-busy", "true");
  say(element.dataset["preparing"]);
  try {
    await begin();
    say(element.dataset["ready"]);
  } catch {
    // Sent without proof: the server then decides by its rules for readers without script.
    say(element.dataset["failed"]);
  }
  if (word) word.textContent = before;
  submitter?.removeAttribute("aria-busy");
  // submit() and not requestSubmit(): validation has passed, and the listener above must not run twice.
  keepSubmitter(form, submitter);
  form.submit();
}

/** form.submit() leaves out the name and value of the button that was pressed; a hidden field carries them. */
function keepSubmitter(form: HTMLFormElement, submitter: HTMLElement | null): void {
  if (!(submitter instanceof HTMLButtonElement) || submitter.name === "") return;
  const carried = document.createElement("input");
  carried.type = "hidden";
  carried.name = submitter.name;
  carried.value = submitter.value;
  form.append(carried);
}

async function solve(element: HTMLElement): Promise<{ payload: string; expires: number }> {
  const answer = await fetch(element.dataset["proof"] ?? "/api/v1/challenge", {
    headers: { Accept: "application/json" },
    cache: "no-store",
  });
  if (!answer.ok) throw new Error(`challenge: ${answer.status}`);
  const challenge = (await answer.json()) as Challenge;
  const solved = await work(element.dataset["worker"] ?? "", challenge);
  const { algorithm, challenge: hash, salt, signature } = challenge;
  const payload = btoa(JSON.stringify({ algorithm, challenge: hash, number: solved.number, salt, signature }));
  // The salt carries the end of the challenge as a parameter, in seconds since 1970.
  const end = /[?&]expires=(\d+)/.exec(salt)?.[1];
  return { payload, expires: end === undefined ? Infinity : Number(end) * 1000 };
}

function work(address: string, challenge: Challenge): Promise<Solved> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(address, { type: "module" });
    worker.onmessage = (event: MessageEvent<Solved | null>) => {
      worker.terminate();
      if (event.data) resolve(event.data);
      else reject(new Error("challenge without solution"));
    };
    worker.onerror = () => {
      worker.terminate();
      reject(new Error("worker failed"));
    };
    worker.postMessage(challenge);
  });
}
