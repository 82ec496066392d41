// The worker that finds the number whose hash with the salt is the challenge (ALTCHA, protocol version 1).
import { sha256 } from "./sha256.ts";

/** What the server asks. */
export interface Challenge {
  algorithm: string;
  challenge: string;
  salt: string;
  signature: string;
  maxnumber?: number;
}

/** What the worker answers; null when there is no such number. */
export interface Solved {
  number: number;
  took: number;
}

/** Tries the numbers from 0 on. */
export function find(challenge: Challenge): Solved | null {
  const wanted = challenge.challenge.toLowerCase();
  if (challenge.algorithm.toUpperCase() !== "SHA-256") return null;
  const encoder = new TextEncoder();
  const started = Date.now();
  for (let number = 0; number <= (challenge.maxnumber ?? 1_000_000); number++) {
    if (sha256(encoder.encode(challenge.salt + String(number))) === wanted) {
      return { number, took: Date.now() - started };
    }
  }
  return null;
}

self.addEventListener("message", (event: MessageEvent<Challenge>) => self.postMessage(find(event.data)));
