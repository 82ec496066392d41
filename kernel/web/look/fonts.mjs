// Cuts the Source Sans 3 files down to the letters of the ten languages and the weights in use.
// Run by tools/assets; writes build/fonts/*.woff2. Letters outside the ranges fall to the system's font.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import fontverter from "fontverter";
import subsetFont from "subset-font";

const source = "node_modules/@fontsource-variable/source-sans-3/files";
const target = "build/fonts";

const range = (from, to) =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join("");

// The ranges must agree with the unicode-range lines of css/fonts.css.
const subsets = {
  latin:
    range(0x20, 0x7e) + range(0xa0, 0xff) +
    "ıŒœˆ˚˜\u2002\u2003\u2009\u200a\u200b\u2010\u2011–—‘’‚“”„†•…\u202f‰′″‹›⁄€™↑↓−",
  "latin-ext": range(0x100, 0x17f) + "ȘșȚțẞ" + "₴",
  cyrillic: range(0x400, 0x45f) + "Ґґ№" + "\u0301",
};

await mkdir(target, { recursive: true });
for (const [name, letters] of Object.entries(subsets)) {
  const whole = await readFile(`${source}/source-sans-3-${name}-wght-normal.woff2`);
  const cut = await subsetFont(whole, letters, {
    targetFormat: "sfnt",
    variationAxes: { wght: { min: 400, max: 700 } },
  });
  rename(cut);
  await writeFile(`${target}/source-sans-3-${name}.woff2`, await fontverter.convert(cut, "woff2"));
}

/**
 * A changed font must not carry the reserved name "Source" (SIL Open Font License 1.1, 3): the names inside the
 * file become "Reeves Sans 3". The notice of copyright (name 0) stays as it is. The style sheet's own name for
 * the family is no font name in the licence's sense.
 */
function rename(font) {
  const tables = font.readUInt16BE(4);
  for (let i = 0; i < tables; i++) {
    const entry = 12 + i * 16;
    if (font.toString("latin1", entry, entry + 4) !== "name") continue;
    const table = font.readUInt32BE(entry + 8);
    const strings = table + font.readUInt16BE(table + 4);
    for (let j = 0; j < font.readUInt16BE(table + 2); j++) {
      const record = table + 6 + j * 12;
      if (font.readUInt16BE(record + 6) === 0) continue;
      const start = strings + font.readUInt16BE(record + 10);
      const value = font.subarray(start, start + font.readUInt16BE(record + 8));
      for (const encoding of ["latin1", "utf16be"]) replace(value, bytes("Source", encoding), bytes("Reeves", encoding));
    }
  }
}

function bytes(text, encoding) {
  return encoding === "latin1" ? Buffer.from(text, "latin1") : Buffer.from(text, "utf16le").swap16();
}

function replace(value, old, now) {
  for (let at = value.indexOf(old); at >= 0; at = value.indexOf(old, at + 1)) now.copy(value, at);
}
