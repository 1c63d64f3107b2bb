/** The unit of a layer that stands out most: what the loupe explains while nothing is pointed at. */
import type { Place } from "../layout/fields";
import type { FrameTensor } from "../net/frame";
import type { NodeSummary } from "../state/network/types";
import { ends, valueAt } from "./maps";

/** Rows y0…y1 and columns x0…x1 of a map, ends included. */
export interface Window {
  y: [number, number];
  x: [number, number];
}

/** The unit that was found stays until another is so much stronger, so that it does not jump as the pen moves. */
const KEEP = 0.85;

/** The units that see nothing but a picture of `height` × `width`: no padding; null where there are none. */
export function unpadded(
  { receptive_field: { size, stride, start } }: NodeSummary,
  height: number,
  width: number,
): Window | null {
  if (!stride) return null;
  const span = (axis: 0 | 1, side: number): [number, number] => [
    Math.max(0, Math.ceil(-start[axis] / stride[axis])),
    Math.floor((side - size[axis] - start[axis]) / stride[axis]),
  ];
  const [y, x] = [span(0, height), span(1, width)];
  return y[0] <= y[1] && x[0] <= x[1] ? { y, x } : null;
}

/** Magnitude of one cell of a channel. */
function strength({ data, dtype }: FrameTensor, [low, high]: [number, number], index: number): number {
  const raw = data[index] ?? 0;
  return Math.abs(dtype === "uint8" ? low + (raw * (high - low)) / 255 : raw);
}

/** The cells that are looked at, and how they lie in the tensor. */
interface Cells {
  channels: number;
  rows: number;
  cols: number;
  scale: number;
  y: [number, number];
  x: [number, number];
}

function cellsIn({ shape, scale = 1 }: FrameTensor, window: Window | null): Cells {
  const [channels = 0, rows = 1, cols = 1] = shape.length === 3 ? shape : [shape[0] ?? 0];
  const within = ([from, to]: [number, number], count: number): [number, number] => {
    const first = Math.min(Math.ceil(from / scale), count - 1);
    return [first, Math.max(first, Math.min(Math.floor(to / scale), count - 1))];
  };
  const y = within(window?.y ?? [0, Infinity], rows);
  const x = within(window?.x ?? [0, Infinity], cols);
  return { channels, rows, cols, scale, y, x };
}

function strongest(tensor: FrameTensor, cells: Cells): { most: number; place: Place | null } {
  const { channels, rows, cols, scale } = cells;
  const [[y0, y1], [x0, x1]] = [cells.y, cells.x];
  let [most, place]: [number, Place | null] = [0, null];
  for (let channel = 0; channel < channels; channel += 1) {
    const range = ends(tensor, channel);
    if (tensor.dtype === "uint8" && Math.max(Math.abs(range[0]), Math.abs(range[1])) <= most) continue;
    for (let y = y0; y <= y1; y += 1)
      for (let x = x0; x <= x1; x += 1) {
        const value = strength(tensor, range, (channel * rows + y) * cols + x);
        if (value > most) [most, place] = [value, { channel, y: y * scale, x: x * scale }];
      }
  }
  return { most, place };
}

/** What a unit that was found before amounts to now; 0 outside the cells. */
function worth(tensor: FrameTensor, cells: Cells, kept: Place): number {
  const { channels, rows, cols, scale } = cells;
  const [y, x] = [Math.floor(kept.y / scale), Math.floor(kept.x / scale)];
  const among = (at: number, [from, to]: [number, number]): boolean => at >= from && at <= to;
  if (kept.channel >= channels || !among(y, cells.y) || !among(x, cells.x)) return 0;
  return strength(tensor, ends(tensor, kept.channel), (kept.channel * rows + y) * cols + x);
}

/**
 * The unit of largest magnitude in `window` (default: anywhere); `kept`, the one found before, where it comes close.
 * Places count in the node's own units, also where a large map was sent reduced.
 */
export function brightest(tensor: FrameTensor, window: Window | null, kept: Place | null): Place | null {
  const cells = cellsIn(tensor, window);
  const { most, place } = strongest(tensor, cells);
  return kept && place && worth(tensor, cells, kept) >= KEEP * most ? kept : place;
}

/** The class of the largest score: outputs compete by value, not by magnitude; null where there is none. */
export function highest(tensor: FrameTensor): Place | null {
  const scores = Array.from({ length: tensor.shape[0] ?? 0 }, (_, index) => valueAt(tensor, 0, index));
  const channel = scores.indexOf(Math.max(...scores));
  return channel < 0 ? null : { channel, y: 0, x: 0 };
}
