// Who answers, found in what the device has kept: by name, by place, by position.
import type { Beat, Pack, Part, Post } from "./offline-pack.ts";

/** One answer: a place and who answers there. */
export interface Found {
  part: Part;
  beat?: Beat;
  name: string;
  above: string;
  post?: Post;
}

/** How much farther than an outline's own roughness a position may be off, in metres. */
const off = 200;
const most = 12;

/** A name without case and marks. Cyrillic stays: the pack has its Latin spelling beside it. */
export function folded(text: string): string {
  const plain: Record<string, string> = { ł: "l", đ: "d", ø: "o", æ: "ae" };
  return text.toLowerCase().normalize("NFD").replace(/\p{Mn}/gu, "").replace(/[łđøæ]/g, (c) => plain[c] ?? c).trim();
}

function fits(query: string, name: string, keys: string | undefined): boolean {
  return [name, ...(keys ? keys.split("|") : [])].some((key) => ` ${folded(key)}`.includes(` ${query}`));
}

function namesFit(query: string, post: Post): boolean {
  if (post.vacant) return false;
  return query.split(/\s+/).every((word) => fits(word, post.name, post.keys));
}

/** The post with a code within a community. */
export function postOf(part: Part, code: string | undefined): Post | undefined {
  return (part.posts ?? []).find((p) => p.code === code);
}

/** Who answers for a community: one post, or none where several share it. */
function ofCommunity(part: Part): Post | undefined {
  const posts = part.posts ?? [];
  return posts.length === 1 ? posts[0] : undefined;
}

/** Officers by name, then communities, beats and settlements. */
export function search(all: Pack[], text: string): Found[] {
  const query = folded(text);
  if (query === "") return [];
  const people: Found[] = [];
  const places: Found[] = [];
  const add = (list: Found[], found: Omit<Found, "post"> & { post?: Post | undefined }) => {
    const { post, ...rest } = found;
    if (list.length < most && !list.some((f) => f.name === found.name && f.above === found.above)) list.push(post ? { ...rest, post } : rest);
  };
  for (const pack of all) {
    for (const part of pack.parts) {
      for (const post of part.posts ?? []) {
        if (namesFit(query, post)) add(people, { part, name: post.name, above: post.place ?? part.name, post });
      }
      if (fits(query, part.name, part.keys)) add(places, { part, name: part.name, above: pack.name, post: ofCommunity(part) });
      for (const beat of part.beats ?? []) {
        if (fits(query, beat.name, beat.keys)) add(places, { part, beat, name: beat.name, above: part.name, post: postOf(part, beat.post) });
      }
      for (const [name, keys] of part.settlements ?? []) {
        if (fits(query, name, keys)) add(places, { part, name, above: part.name, post: ofCommunity(part) });
      }
    }
  }
  return [...people, ...places];
}

/** A ring as points, see pack_line.go. */
export function ringOf(text: string): [number, number][] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 1;
  for (let i = 0; i < text.length; i++) {
    const group = text.charCodeAt(i) - 63;
    value += (group & 31) * shift;
    if (group & 32) {
      shift *= 32;
      continue;
    }
    numbers.push(value % 2 === 0 ? value / 2 : -(value + 1) / 2);
    value = 0;
    shift = 1;
  }
  const ring: [number, number][] = [];
  let lat = 0;
  let lon = 0;
  for (let i = 0; i + 1 < numbers.length; i += 2) {
    lat += numbers[i] ?? 0;
    lon += numbers[i + 1] ?? 0;
    ring.push([lat / 1e4, lon / 1e4]);
  }
  return ring;
}

/** How far a position lies outside of a shape, in metres; 0 inside. */
export function outside(rings: string[], lat: number, lon: number): number {
  const metres = 111_320; // of a degree of latitude
  const squeeze = Math.cos((lat * Math.PI) / 180);
  let inside = false;
  let nearest = Infinity;
  for (const text of rings) {
    const ring = ringOf(text).map(([y, x]): [number, number] => [(x - lon) * squeeze * metres, (y - lat) * metres]);
    ring.forEach(([x1, y1], i) => {
      const [x2, y2] = ring[(i + 1) % ring.length] ?? [x1, y1];
      if (y1 > 0 !== y2 > 0 && x1 + ((x2 - x1) * -y1) / (y2 - y1) > 0) inside = !inside;
      const length = (x2 - x1) ** 2 + (y2 - y1) ** 2;
      const t = length === 0 ? 0 : Math.max(0, Math.min(1, -(x1 * (x2 - x1) + y1 * (y2 - y1)) / length));
      nearest = Math.min(nearest, Math.hypot(x1 + t * (x2 - x1), y1 + t * (y2 - y1)));
    });
  }
  return inside ? 0 : nearest;
}

/** Everybody who may answer at a position: several where it lies near a border, since outlines are rough. */
export function at(all: Pack[], lat: number, lon: number): Found[] {
  const found: { far: number; one: Found }[] = [];
  for (const pack of all) {
    const near = pack.grain_m + off;
    for (const part of pack.parts) {
      const far = outside(part.rings ?? [], lat, lon);
      if (far > near) continue;
      const beats = (part.beats ?? []).map((beat) => ({ beat, far: outside(beat.rings ?? [], lat, lon) })).filter((b) => b.far <= near);
      for (const { beat, far: beyond } of beats) {
        const post = postOf(part, beat.post);
        found.push({ far: Math.max(far, beyond), one: { part, beat, name: beat.name, above: part.name, ...(post ? { post } : {}) } });
      }
      const post = postOf(part, part.post);
      if (beats.length === 0) found.push({ far, one: { part, name: part.name, above: pack.name, ...(post ? { post } : {}) } });
    }
  }
  return found.sort((a, b) => a.far - b.far).slice(0, most).map((f) => f.one);
}
