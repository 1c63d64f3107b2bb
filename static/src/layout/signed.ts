/** Signed numbers of one layer, decoded for painting on one scale. */
import { valueAt } from "../draw/maps";
import type { FrameTensor } from "../net/frame";

export interface Plane {
  channel: number;
  rows: number;
  cols: number;
  values: Float32Array;
}

/** One channel of [C, H, W]; of a vector [N], all of it in one row. */
export function planeOf(tensor: FrameTensor, channel: number): Plane {
  const [, rows = 1, cols = 1] = tensor.shape.length === 3 ? tensor.shape : [1, 1, tensor.data.length];
  const start = channel * rows * cols;
  const values = Float32Array.from({ length: rows * cols }, (_, at) => valueAt(tensor, channel, start + at));
  return { channel, rows, cols, values };
}

/** The channels with the largest numbers by size, at most `most`, in their own order. */
export function strongest(tensor: FrameTensor, most: number): number[] {
  if (tensor.shape.length !== 3) return [0];
  const size = (channel: number): number =>
    Math.max(Math.abs(tensor.low[channel] ?? 0), Math.abs(tensor.high[channel] ?? 0));
  const channels = tensor.low.map((_, channel) => channel);
  return channels
    .sort((a, b) => size(b) - size(a) || a - b)
    .slice(0, most)
    .sort((a, b) => a - b);
}

/** The largest number by size in a whole layer: the end of its scale. */
export const rangeOf = ({ low, high }: FrameTensor): number =>
  Math.max(0, ...[...low, ...high].map(Math.abs));
