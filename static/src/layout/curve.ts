/** An activation's curve as lines and bars of a drawing: where its numbers lie. */

export interface Frame {
  w: number;
  h: number;
  /** Lowest and highest of the numbers along each axis. */
  x: readonly [number, number];
  y: readonly [number, number];
}

const share = (value: number, [low, high]: readonly [number, number]): number =>
  (value - low) / (high - low || 1);

/** The place of a number along the width; and along the height, from above. */
export const across = (frame: Frame, value: number): number => share(value, frame.x) * frame.w;
export const down = (frame: Frame, value: number): number => (1 - share(value, frame.y)) * frame.h;

/** From the lowest to the highest number, 0 among them, with some air. */
export function extent(values: readonly (number | null)[]): [number, number] {
  const known = values.filter((value): value is number => value !== null);
  const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)];
  const air = (high - low || 1) * 0.06;
  return [low - air, high + air];
}

/** A jump between neighbours of more than so much of the height is drawn as one: no line joins its sides. */
const JUMP = 0.45;

/** The curve as an SVG path; it is broken where it jumps and where a number is not finite. */
export function path(frame: Frame, xs: readonly number[], ys: readonly (number | null)[]): string {
  const height = frame.y[1] - frame.y[0];
  let before: number | null = null;
  let drawn = "";
  xs.forEach((x, index) => {
    const y = ys[index] ?? null;
    if (y !== null) {
      const joined = before !== null && Math.abs(y - before) < JUMP * height;
      drawn += `${joined ? "L" : "M"}${across(frame, x).toFixed(1)} ${down(frame, y).toFixed(1)}`;
    }
    before = y;
  });
  return drawn;
}

/** The index of the number nearest to `value` in evenly spaced ones. */
export function nearestIndex(xs: readonly number[], value: number): number {
  const [first = 0, last = 0] = [xs[0], xs.at(-1)];
  const index = Math.round(((value - first) / (last - first || 1)) * (xs.length - 1));
  return Math.min(Math.max(index, 0), xs.length - 1);
}
