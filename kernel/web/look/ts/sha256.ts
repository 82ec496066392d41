// SHA-256 (FIPS 180-4), synchronous. crypto.subtle is asynchronous: for the many tiny texts of a proof of work
// each promise costs more than the hash, and it is absent on pages without a secure origin.

/** The first 32 bits of the fractional parts of the cube or square roots of the first primes (4.2.2, 5.3.3). */
function fractions(count: number, root: (n: number) => number): Int32Array {
  const words = new Int32Array(count);
  let found = 0;
  for (let n = 2; found < count; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    const value = root(n);
    words[found++] = ((value - Math.floor(value)) * 0x100000000) | 0;
  }
  return words;
}

const K = fractions(64, Math.cbrt);
const H = fractions(8, Math.sqrt);
const W = new Int32Array(64);

const rotate = (x: number, n: number): number => (x >>> n) | (x << (32 - n));
const at = (words: Int32Array, i: number): number => words[i] as number;

/** The hash of the message, as lower-case hexadecimal. */
export function sha256(message: Uint8Array): string {
  const length = message.length;
  const padded = new Uint8Array(((length + 72) >> 6) << 6);
  padded.set(message);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(length / 0x20000000));
  view.setUint32(padded.length - 4, length << 3);
  const state = H.slice();
  for (let offset = 0; offset < padded.length; offset += 64) block(state, view, offset);
  let hex = "";
  for (const word of state) hex += (word >>> 0).toString(16).padStart(8, "0");
  return hex;
}

function block(state: Int32Array, view: DataView, offset: number): void {
  for (let i = 0; i < 16; i++) W[i] = view.getInt32(offset + i * 4);
  for (let i = 16; i < 64; i++) {
    const x = at(W, i - 15);
    const y = at(W, i - 2);
    const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
    const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
    W[i] = (at(W, i - 16) + s0 + at(W, i - 7) + s1) | 0;
  }
  let a = at(state, 0), b = at(state, 1), c = at(state, 2), d = at(state, 3);
  let e = at(state, 4), f = at(state, 5), g = at(state, 6), h = at(state, 7);
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + at(K, i) + at(W, i)) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0;
    d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  const sums = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) state[i] = at(state, i) + (sums[i] as number);
}
