/** Pictures of which one knows what a filter must answer: flat, step, dot, diagonal, checker. */
import type { Pixels } from "./pixels";

export const TESTS = ["flat", "step", "dot", "diagonal", "checker"] as const;
export type Test = (typeof TESTS)[number];

const GREY = 128;
/** Squares of the checker board in pixels. */
const SQUARE = 4;

const SHADES: Record<Test, (y: number, x: number, height: number, width: number) => number> = {
  flat: () => GREY,
  step: (_, x, __, width) => (x < Math.floor(width / 2) ? 0 : 255),
  dot: (y, x, height, width) => (y === Math.floor(height / 2) && x === Math.floor(width / 2) ? 255 : 0),
  diagonal: (y, x, height, width) => (Math.floor(((y + 0.5) * width) / height) === x ? 255 : 0),
  checker: (y, x) => ((Math.floor(y / SQUARE) + Math.floor(x / SQUARE)) % 2 ? 255 : 0),
};

/** At the network's size: rows of grey, or of equal triples where it reads colours. */
export function testInput(test: Test, channels: number, height: number, width: number): Pixels {
  const shade = SHADES[test];
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => {
      const byte = shade(y, x, height, width);
      return channels === 3 ? [byte, byte, byte] : byte;
    }),
  ) as Pixels;
}
