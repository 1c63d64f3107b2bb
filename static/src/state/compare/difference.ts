/** Maps and filters of two runs, channel by channel, and what the second has more or less. Pure. */
import { valueAt } from "../../draw/maps";
import { type Plane, planeOf } from "../../layout/signed";
import type { FrameTensor } from "../../net/frame";

/** One channel in both runs. */
export interface Trio {
  channel: number;
  before: Plane | null;
  after: Plane | null;
  /** The second less the first; null where only one has the channel, or their shapes differ. */
  difference: Plane | null;
}

export interface Beside {
  trios: Trio[];
  /** The largest number by size in both: the end of the scale that they share. */
  range: number;
  /** The largest difference by size; null: there is nothing to subtract. */
  apart: number | null;
  /** How many channels each has. */
  channels: [number, number];
}

type PlaneAt = (channel: number) => Plane;
export interface Layered {
  shape: number[];
  plane: PlaneAt;
}

/** [channels, height, width], or all of a vector as one row. */
export function mapsOf(tensor: FrameTensor): Layered {
  const channels = tensor.shape.length === 3 ? (tensor.shape[0] ?? 0) : 1;
  return { shape: [channels, ...tensor.shape.slice(-2)], plane: (channel) => planeOf(tensor, channel) };
}

/** Filters of shape [out, in, height, width]: the kernels of one packed into a square, a cell of zeros between them. */
export function filtersOf(tensor: FrameTensor, shape: number[]): Layered {
  const [, kernels = 1, rows = 1, cols = 1] = shape;
  const across = Math.ceil(Math.sqrt(kernels));
  const down = Math.ceil(kernels / across);
  const [height, width] = [down * (rows + 1) - 1, across * (cols + 1) - 1];
  const size = kernels * rows * cols;
  const plane = (channel: number): Plane => {
    const values = new Float32Array(height * width);
    for (let at = 0; at < size; at += 1) {
      const kernel = Math.floor(at / (rows * cols));
      const y = Math.floor(kernel / across) * (rows + 1) + Math.floor((at % (rows * cols)) / cols);
      const x = (kernel % across) * (cols + 1) + (at % cols);
      values[y * width + x] = valueAt(tensor, channel, channel * size + at);
    }
    return { channel, rows: height, cols: width, values };
  };
  return { shape, plane };
}

export function subtracted(before: Plane, after: Plane): Plane {
  return { ...after, values: after.values.map((value, at) => value - (before.values[at] ?? 0)) };
}

const largest = (planes: readonly (Plane | null)[]): number =>
  planes.reduce((most, plane) => plane?.values.reduce((m, v) => Math.max(m, Math.abs(v)), most) ?? most, 0);

/**
 * All channels count for the scales; the first `most` are shown. Of different numbers of channels those of both are
 * compared: with the same seed a layer's first filters are drawn alike, however many follow.
 */
export function beside(before: Layered | null, after: Layered | null, most: number): Beside {
  const counts: [number, number] = [before?.shape[0] ?? 0, after?.shape[0] ?? 0];
  const sides = (layered: Layered | null): string => JSON.stringify(layered?.shape.slice(1) ?? null);
  const alike = before !== null && after !== null && sides(before) === sides(after);
  const trios = Array.from({ length: Math.max(...counts) }, (_, channel): Trio => {
    const one = before && channel < counts[0] ? before.plane(channel) : null;
    const other = after && channel < counts[1] ? after.plane(channel) : null;
    const difference = alike && one && other ? subtracted(one, other) : null;
    return { channel, before: one, after: other, difference };
  });
  return {
    trios: trios.slice(0, most),
    range: largest(trios.flatMap((trio) => [trio.before, trio.after])),
    apart: alike && trios.length ? largest(trios.map(({ difference }) => difference)) : null,
    channels: counts,
  };
}

/** Steps that both have, ascending. */
export function common(one: readonly number[], other: readonly number[]): number[] {
  const known = new Set(other);
  return one.filter((step) => known.has(step)).sort((a, b) => a - b);
}
