/** Paint the kernels of one filter. */
import { kernelAt, type Mosaic } from "../layout/mosaic";
import type { Point } from "../layout/arrange";
import type { FrameTensor } from "../net/frame";
import { type Atlas, flipped, paintCells, type Scale } from "./maps";
import { type Palette, ZERO } from "./palette";

const largest = new WeakMap<FrameTensor, number>();

/** Largest magnitude of the weights of a layer: the ends of its scale. */
export function weightRange(filters: FrameTensor): number {
  const known = largest.get(filters);
  if (known !== undefined) return known;
  let most = 0;
  if (filters.dtype === "uint8") {
    for (const end of [...filters.low, ...filters.high]) most = Math.max(most, Math.abs(end));
  } else for (const weight of filters.data) most = Math.max(most, Math.abs(weight));
  largest.set(filters, most);
  return most;
}

/** Smallest and largest weight of one filter. */
export function filterEnds(filters: FrameTensor, channel: number): [number, number] {
  const size = filters.data.length / (filters.shape[0] || 1);
  if (filters.dtype === "uint8") return [filters.low[channel] ?? 0, filters.high[channel] ?? 0];
  let [low, high] = [Infinity, -Infinity];
  for (let at = channel * size; at < (channel + 1) * size; at += 1) {
    const weight = filters.data[at] ?? 0;
    if (weight < low) low = weight;
    if (weight > high) high = weight;
  }
  return [low, high];
}

/** The kernels of one filter as rows of weights, at most `most` of them; `shape` is [out, in, height, width]. */
export function kernelsOf(
  filters: FrameTensor,
  shape: number[],
  channel: number,
  most: number,
): number[][][] {
  const [, count = 1, rows = 1, cols = 1] = shape;
  const at = (kernel: number, y: number, x: number): number =>
    filters.data[((channel * count + kernel) * rows + y) * cols + x] ?? 0;
  return Array.from({ length: Math.min(count, most) }, (_, kernel) =>
    Array.from({ length: rows }, (_, y) => Array.from({ length: cols }, (_, x) => at(kernel, y, x))),
  );
}

function scaleOf(filters: FrameTensor, channel: number, palette: Palette): Scale {
  const most = weightRange(filters) || 1;
  if (filters.dtype !== "uint8") return { table: palette.signed, offset: ZERO, scale: ZERO / most };
  const [low, high] = filterEnds(filters, channel);
  return {
    table: palette.signed,
    offset: ZERO + (low / most) * ZERO,
    scale: ((high - low) * ZERO) / most / 255,
  };
}

/** Paint filter `channel` of a layer, its kernels as the mosaic lays them, with its corner at `at`. */
export function paintFilter(
  atlas: Atlas,
  at: Point,
  layout: Mosaic,
  filters: FrameTensor,
  channel: number,
  palette: Palette,
  reversed: boolean,
): void {
  const { rows, cols, cell } = layout;
  const plain = scaleOf(filters, channel, palette);
  const scale = reversed ? flipped(plain) : plain;
  for (let kernel = 0; kernel < layout.shown; kernel += 1) {
    const corner = kernelAt(layout, kernel);
    const area = { x: at.x + corner.x, y: at.y + corner.y, w: cols * cell, h: rows * cell };
    const start = (channel * layout.kernels + kernel) * rows * cols;
    paintCells(atlas, area, filters.data, start, rows, cols, scale);
  }
}
