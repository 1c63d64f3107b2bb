/** The prepared input as the rows of numbers that a message carries, and with one number changed. */
import type { FrameTensor } from "../net/frame";

/** [H][W] grey or [H][W][3]. */
export type Pixels = number[][] | number[][][];

export function pixelsOf({ shape, data }: FrameTensor): Pixels {
  const [planes = 1, rows = 1, cols = 1] = shape;
  const at = (plane: number, y: number, x: number): number => data[(plane * rows + y) * cols + x] ?? 0;
  return Array.from({ length: rows }, (_, y) =>
    Array.from({ length: cols }, (_, x) => (planes === 3 ? [0, 1, 2].map((p) => at(p, y, x)) : at(0, y, x))),
  ) as Pixels;
}

/** The same pixels but one number; the rest is shared. */
export function edited(
  pixels: Pixels,
  { y, x }: { y: number; x: number },
  plane: number,
  value: number,
): Pixels {
  const changed = (old: number | number[]): number | number[] =>
    Array.isArray(old) ? old.map((byte, index) => (index === plane ? value : byte)) : value;
  return pixels.map((row, index) =>
    index === y
      ? (row as (number | number[])[]).map((old, column) => (column === x ? changed(old) : old))
      : row,
  ) as Pixels;
}
