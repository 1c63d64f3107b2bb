/**
 * Where a window lies along one axis, under each rule for sizes, and how often it reads each pixel. Plain
 * arithmetic on integers, as in `app/geometry/window.py`.
 */
import type { WindowSummary } from "../gen/api";

/** One axis of a layer's input and of the window that slides over it. */
export interface Axis {
  size: number;
  kernel: number;
  stride: number;
  /** Padding at the start and at the end. */
  before: number;
  after: number;
  dilation: number;
  ceil: boolean;
}

export type Axes = [Axis, Axis];
export type Rule = "floor" | "ceil" | "strict";

/** Rows and columns of a window over a volume [C, H, W]. */
export function axesOf(window: WindowSummary, [, height = 1, width = 1]: number[]): Axes {
  const axis = (size: number, at: 0 | 1): Axis => ({
    ...{ size, kernel: window.kernel[at], stride: window.stride[at], dilation: window.dilation[at] },
    ...{ before: window.padding[at], after: window.padding_end[at], ceil: window.ceil },
  });
  return [axis(height, 0), axis(width, 1)];
}

/** How many pixels the window spans. */
export const extentOf = ({ kernel, dilation }: Axis): number => (kernel - 1) * dilation + 1;

const paddedSize = ({ size, before, after }: Axis): number => size + before + after;

/** (N + 2P − F)/S + 1 before any rounding. */
export const exactSize = (axis: Axis): number => (paddedSize(axis) - extentOf(axis)) / axis.stride + 1;

/** The output's size; null where the rule refuses it, or the window is larger than the padded input. */
export function sizeUnder(axis: Axis, rule: Rule): number | null {
  const exact = exactSize(axis);
  if (exact < 1 || (rule === "strict" && !Number.isInteger(exact))) return null;
  if (rule !== "ceil") return Math.floor(exact);
  const count = Math.ceil(exact);
  // As torch has it: a window that would begin in the end's padding is dropped.
  return (count - 1) * axis.stride < axis.size + axis.before ? count : count - 1;
}

/** How many windows there are: by the layer's own rule. */
export const countOf = (axis: Axis): number => sizeUnder(axis, axis.ceil ? "ceil" : "floor") ?? 0;

/** The pixel that window `index` begins at; negative in the padding. */
export const startOf = ({ stride, before }: Axis, index: number): number => index * stride - before;

/** The pixels that window `index` reads, those of the padding too. */
export function pixelsRead(axis: Axis, index: number): number[] {
  const start = startOf(axis, index);
  return Array.from({ length: axis.kernel }, (_, tap) => start + tap * axis.dilation);
}

/** Where the picture of an axis begins and ends: the input, its padding, and what sticks out beyond that. */
export function spanOf(axis: Axis): { from: number; to: number } {
  const last = startOf(axis, countOf(axis) - 1) + extentOf(axis);
  return { from: startOf(axis, 0), to: Math.max(axis.size + axis.after, last) };
}

/** By pixel from `from` to `to`: how many windows read it. */
export function coverage(axis: Axis, { from, to } = { from: 0, to: axis.size }): number[] {
  const counts = new Array<number>(to - from).fill(0);
  for (let index = 0; index < countOf(axis); index += 1)
    for (const pixel of pixelsRead(axis, index))
      if (pixel >= from && pixel < to) counts[pixel - from] = (counts[pixel - from] ?? 0) + 1;
  return counts;
}

/** One axis of the field that a unit sees: unit i sees `size` pixels from start + i·stride on; null: all see the same. */
export interface FieldAxis {
  size: number;
  stride: number | null;
  start: number;
}

/** The pixels that unit `index` sees: begin, and end (exclusive); neither clipped. */
export function seen({ size, stride, start }: FieldAxis, index: number): [number, number] {
  const moved = start + index * (stride ?? 0);
  return [Math.floor(moved), Math.ceil(moved) + size];
}

/** By pixel of a side: in the fields of how many of `units` units it lies. Linear in both. */
export function fieldCoverage(field: FieldAxis, units: number, side: number): number[] {
  const steps = new Array<number>(side + 1).fill(0);
  const clip = (at: number): number => Math.min(Math.max(at, 0), side);
  for (let index = 0; index < units; index += 1) {
    const [from, to] = seen(field, index).map(clip) as [number, number];
    steps[from] = (steps[from] ?? 0) + 1;
    steps[to] = (steps[to] ?? 0) - 1;
  }
  let sum = 0;
  return steps.slice(0, side).map((step) => (sum += step));
}

/** What is shown of an axis on the map that the window reads. */
export interface AxisMarks {
  /** Pixels that no window reads. */
  lost: boolean[];
  /** Pixels in the middle of a window: of one that is there, or of one that the stride passes over. */
  middles: ("there" | "passed" | null)[];
}

export function marksOf(axis: Axis): AxisMarks {
  const lost = coverage(axis).map((count) => count === 0);
  const middles = new Array<"there" | "passed" | null>(axis.size).fill(null);
  const middle = Math.floor((extentOf(axis) - 1) / 2);
  const last = startOf(axis, countOf(axis) - 1);
  for (let start = -axis.before; start <= last; start += 1) {
    const there = (start + axis.before) % axis.stride === 0;
    if (start + middle >= 0 && start + middle < axis.size)
      middles[start + middle] = there ? "there" : "passed";
  }
  return { lost, middles };
}

/**
 * The padding that keeps the size at stride 1, P = (F − 1)/2; null for a window with an even extent, which has no
 * middle.
 */
export function samePadding(axes: Axes): [number, number] | null {
  const [rows, columns] = axes.map((axis) => (extentOf(axis) - 1) / 2) as [number, number];
  return Number.isInteger(rows) && Number.isInteger(columns) ? [rows, columns] : null;
}
