// Cuts the Source Sans 3 files down to the letters of the ten languages and the weights in use.
// Run by tools/assets; writes build/fonts/*.woff2. Letters outside the ranges fall to the system's font.
import { mkdir, readFile, writeFile } from "node:fs/promises";
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
    targetFormat: "woff2",
    variationAxes: { wght: { min: 400, max: 700 } },
  });
  await writeFile(`${target}/source-sans-3-${name}.woff2`, cut);
}
