/** A picture shifted, turned, scaled and made noisy, within its own frame; what comes in from outside is black. */
import type { Pixels } from "./pixels";

export interface Motion {
  /** Pixels to the right and down: whole ones, so that a shifted picture has the same numbers. */
  right: number;
  down: number;
  /** Degrees, clockwise. */
  angle: number;
  /** 1 leaves the size. */
  scale: number;
  /** Standard deviation, in levels of 0…255. */
  noise: number;
}

export const STILL: Motion = { right: 0, down: 0, angle: 0, scale: 1, noise: 0 };

export const isStill = (motion: Motion): boolean =>
  (Object.keys(STILL) as (keyof Motion)[]).every((name) => motion[name] === STILL[name]);

/** Nothing but a shift: then every number of the picture is still there, elsewhere. */
export const isShift = ({ angle, scale, noise }: Motion): boolean =>
  angle === 0 && scale === 1 && noise === 0;

/** [C, H, W] and its numbers. */
export interface Planes {
  shape: number[];
  data: ArrayLike<number>;
}

/** The picture after the motion: turned and scaled about its middle, then shifted, then made noisy. */
export function moved({ shape, data }: Planes, motion: Motion): Pixels {
  const [planes = 1, rows = 1, cols = 1] = shape;
  const read = isShift({ ...motion, noise: 0 }) ? at : between;
  const back = backwards(motion, rows, cols);
  const noise = normal(1);
  const byte = (plane: number, y: number, x: number): number => {
    const value = read(data, plane * rows * cols, rows, cols, ...back(y, x));
    const added = motion.noise ? motion.noise * noise() : 0;
    return Math.min(255, Math.max(0, Math.round(value + added)));
  };
  return Array.from({ length: rows }, (_, y) =>
    Array.from({ length: cols }, (_, x) =>
      planes === 3 ? [0, 1, 2].map((plane) => byte(plane, y, x)) : byte(0, y, x),
    ),
  ) as Pixels;
}

/** Where in the picture before a pixel comes from. */
function backwards({ right, down, angle, scale }: Motion, rows: number, cols: number) {
  const turn = (angle * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn) / scale, Math.sin(turn) / scale];
  const [cy, cx] = [(rows - 1) / 2, (cols - 1) / 2];
  if (angle === 0 && scale === 1) return (y: number, x: number): [number, number] => [y - down, x - right];
  return (y: number, x: number): [number, number] => {
    const [v, u] = [y - down - cy, x - right - cx];
    return [cy - sin * u + cos * v, cx + cos * u + sin * v];
  };
}

function at(data: ArrayLike<number>, start: number, rows: number, cols: number, y: number, x: number) {
  return y < 0 || y >= rows || x < 0 || x >= cols ? 0 : (data[start + y * cols + x] ?? 0);
}

/** Bilinear, black outside. */
function between(data: ArrayLike<number>, start: number, rows: number, cols: number, y: number, x: number) {
  const [top, left] = [Math.floor(y), Math.floor(x)];
  const [v, u] = [y - top, x - left];
  const read = (dy: number, dx: number): number => at(data, start, rows, cols, top + dy, left + dx);
  return (1 - v) * ((1 - u) * read(0, 0) + u * read(0, 1)) + v * ((1 - u) * read(1, 0) + u * read(1, 1));
}

/** Normal numbers that are the same every time: the noise stands still while another slider moves. */
function normal(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
