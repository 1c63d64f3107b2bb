/**
 * How maps follow a moved picture. A convolution's map moves along (equivariance): unit (y, x) now has the number
 * that (y − k, x − l) had. Pooled numbers and the answer hardly change where they are (invariance).
 */
import type { FrameTensor } from "../net/frame";
import { ends, valueAt } from "../draw/maps";

/** Receptive field of a node along one axis, and the image's side. */
export interface Axis {
  size: number;
  stride: number;
  start: number;
  image: number;
}

export interface Followed {
  /** Units down and to the right by which the map should move; fractions lie between units. */
  by: [number, number];
  /** Of the layer's range: how far the map is from the one before, moved; null: there is nothing to compare. */
  apart: number | null;
  /** How many numbers were compared: of units that see only the image, no padding, before and now. */
  compared: number;
  /** Share of all units that have the same number as before at the same place. */
  unchanged: number;
}

/** Maps come in 256 steps: numbers less than this apart may be equal. */
function tolerance(a: FrameTensor, b: FrameTensor, channel: number): number {
  const step = (tensor: FrameTensor): number => {
    const [low, high] = ends(tensor, channel);
    return tensor.dtype === "uint8" ? (high - low) / 255 : 0;
  };
  return (step(a) + step(b)) / 2 + 1e-6;
}

/** The largest less the smallest number of a tensor. */
export function rangeOf(tensor: FrameTensor): number {
  return Math.max(...tensor.high) - Math.min(...tensor.low);
}

/** Does a unit see nothing but the image? */
const inside = ({ size, stride, start, image }: Axis, unit: number): boolean =>
  start + stride * unit >= 0 && start + stride * unit + size <= image;

/** Visit every unit of two maps of one shape. */
function each(
  tensor: FrameTensor,
  visit: (channel: number, y: number, x: number, index: number) => void,
): void {
  const [channels = 1, rows = 1, cols = 1] = tensor.shape;
  for (let channel = 0, index = 0; channel < channels; channel += 1)
    for (let y = 0; y < rows; y += 1)
      for (let x = 0; x < cols; x += 1, index += 1) visit(channel, y, x, index);
}

/** Compare a node's maps before and now, for a picture shifted by (down, right) pixels; null: not a shift. */
export function followed(
  before: FrameTensor,
  now: FrameTensor,
  axes: [Axis, Axis],
  shift: [number, number] | null,
): Followed {
  const by: [number, number] = [(shift?.[0] ?? 0) / axes[0].stride, (shift?.[1] ?? 0) / axes[1].stride];
  const whole = shift !== null && by.every(Number.isInteger);
  const [, rows = 1, cols = 1] = now.shape;
  const range = Math.max(rangeOf(before), rangeOf(now), 1e-12);
  let [apart, compared, same, all] = [0, 0, 0, 0];
  each(now, (channel, y, x, index) => {
    const slack = tolerance(before, now, channel);
    const value = valueAt(now, channel, index);
    all += 1;
    if (Math.abs(value - valueAt(before, channel, index)) <= slack) same += 1;
    const [fromY, fromX] = [y - by[0], x - by[1]];
    if (!whole || fromY < 0 || fromY >= rows || fromX < 0 || fromX >= cols) return;
    if (![y, fromY].every((unit) => inside(axes[0], unit))) return;
    if (![x, fromX].every((unit) => inside(axes[1], unit))) return;
    const old = valueAt(before, channel, (channel * rows + fromY) * cols + fromX);
    compared += 1;
    apart = Math.max(apart, Math.abs(value - old) - slack);
  });
  return {
    by,
    apart: compared ? Math.max(0, apart) / range : null,
    compared,
    unchanged: all ? same / all : 1,
  };
}

/** One channel of the map before, moved by whole units, as numbers [rows × cols]; NaN where nothing moved in. */
export function along(before: FrameTensor, channel: number, [down, right]: [number, number]): Float32Array {
  const [, rows = 1, cols = 1] = before.shape;
  return Float32Array.from({ length: rows * cols }, (_, index) => {
    const [y, x] = [Math.floor(index / cols) - down, (index % cols) - right];
    const inMap = y >= 0 && y < rows && x >= 0 && x < cols;
    return inMap ? valueAt(before, channel, (channel * rows + y) * cols + x) : NaN;
  });
}

/** The largest difference of two lists. */
export function largestChange(before: readonly number[], now: readonly number[]): number {
  return now.reduce((most, value, index) => Math.max(most, Math.abs(value - (before[index] ?? 0))), 0);
}
