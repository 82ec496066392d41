// What the server sends to the phone and the phone to the server.

export interface Named {
  code: string;
  name: string;
}

export interface Work {
  ref: string;
  version: number;
  state: string;
  category: string;
  place: string;
  lat: number;
  lon: number;
  exact: boolean;
  text: string;
  lang: string;
  seen: { from: string; to: string; day_parts: string[]; weekdays: number[] };
  filed_at: string;
  photos: number;
  crime_tip: boolean;
  clocks: { name: string; started_at: string; due_at: string; status: string }[];
  steps: string[];
  visits: { at: string; found: string }[];
}

export interface Today {
  seq: number;
  at: string;
  day: string;
  zone: string;
  owner: string;
  session: string;
  name: string;
  post: Named;
  community: Named;
  categories: { code: string; name: string; icon: string }[] | null;
  reports: Work[];
  keep: string[];
  meetings: { ref: string; kind: string; title: string; starts: string; ends: string; venue: string; place: string; commitments: number }[];
  commitments: { ref: string; body: string; due: string }[];
  duty: { id: string; type: string; from: string; to: string; inside: boolean }[];
  roster_min: number | null;
}

export interface Current {
  state?: string;
  version?: number;
  step?: string;
  at?: string;
  by?: string;
  steps?: string[];
}

export interface Answer {
  id: string;
  result: "done" | "duplicate" | "conflict" | "rejected";
  ref: string;
  version: number;
  state: string;
  code: string;
  reason: string;
  errors: { field: string; message: string }[];
  current: Current | null;
}

/** A command and how far it has come. */
export interface Item {
  id: string;
  type: "report.step" | "report.file" | "duty.record" | "meeting.record";
  base_version: number | null;
  occurred_at: string;
  late_reason: string;
  body: Record<string, unknown>;
  title: string; // what it is, for the queue
  sign: string; // icon
  ref: string; // report that it is about, empty for none
  photos: string[];
  bytes: number; // of the photos
  state: "waiting" | "sending" | "needs" | "sent";
  made: number;
  tries: number;
  answer: Answer | null;
}

/** Work that has begun and not ended. */
export interface Running {
  type: string;
  from: number;
  where: string;
}
