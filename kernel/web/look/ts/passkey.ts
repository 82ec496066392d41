// Asks the browser for a passkey, or to make one, and sends its answer with the form.
import { all } from "./dom.ts";

type Options = Record<string, unknown> & { challenge: string };

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(raw, (c) => c.charCodeAt(0));
}

function text(buffer: ArrayBuffer | null): string | undefined {
  if (!buffer) return undefined;
  let raw = "";
  for (const b of new Uint8Array(buffer)) raw += String.fromCharCode(b);
  return btoa(raw).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

type Descriptor = { id: string; type: "public-key"; transports?: AuthenticatorTransport[] };

function descriptors(list: unknown): PublicKeyCredentialDescriptor[] {
  return ((list ?? []) as Descriptor[]).map((d) => ({ ...d, id: bytes(d.id) }));
}

/** An existing passkey signs the challenge. */
async function get(options: Options): Promise<unknown> {
  const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: descriptors(options["allowCredentials"]) };
  const made = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  const answer = made.response as AuthenticatorAssertionResponse;
  return {
    ...common(made),
    response: {
      clientDataJSON: text(answer.clientDataJSON),
      authenticatorData: text(answer.authenticatorData),
      signature: text(answer.signature),
      userHandle: text(answer.userHandle),
    },
  };
}

/** A new passkey. */
async function create(options: Options): Promise<unknown> {
  const user = options["user"] as { id: string; name: string; displayName: string };
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: descriptors(options["excludeCredentials"]),
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const answer = made.response as AuthenticatorAttestationResponse;
  return {
    ...common(made),
    response: {
      clientDataJSON: text(answer.clientDataJSON),
      attestationObject: text(answer.attestationObject),
      transports: answer.getTransports?.() ?? [],
    },
  };
}

function common(made: PublicKeyCredential): object {
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    authenticatorAttachment: made.authenticatorAttachment ?? undefined,
    clientExtensionResults: {},
  };
}

/** Forms with data-passkey: what was refused is said below the fields, in words that the page brings along. */
export function passkeys(): void {
  for (const form of all<HTMLFormElement>("form[data-passkey]")) {
    const act = form.querySelector<HTMLElement>("[data-passkey-act]");
    const say = (which: string) => {
      for (const note of all<HTMLElement>("[data-passkey-note]", form)) note.hidden = note.dataset["passkeyNote"] !== which;
    };
    const never = form.dataset["origin"] !== location.origin ? "elsewhere" : "PublicKeyCredential" in window ? "" : "unsupported";
    if (never) {
      say(never);
      if (act) act.hidden = true;
      continue;
    }
    form.addEventListener("submit", (event) => {
      const field = form.elements.namedItem("answer") as HTMLInputElement;
      if (field.value) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      say("");
      const options = JSON.parse(form.dataset["options"] ?? "{}") as Options;
      (form.dataset["passkey"] === "create" ? create(options) : get(options)).then(
        (answer) => {
          field.value = JSON.stringify(answer);
          form.requestSubmit();
        },
        (error: DOMException) => say(error.name === "InvalidStateError" ? "known" : "cancelled"),
      );
    });
  }
}
