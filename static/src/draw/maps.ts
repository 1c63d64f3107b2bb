/** Paint maps into the pixels of one atlas: no canvas, no document, only arrays. */
import { tileAt, type TileGrid } from "../layout/tiles";
import type { FrameTensor } from "../net/frame";
import { type Palette, ZERO } from "./palette";

/** Pixels of a block, `width` across, at `density` device pixels per CSS pixel. */
export interface Atlas {
  pixels: Uint32Array;
  width: number;
  density: number;
}

/** How numbers become colours: table[offset + scale·u8], clamped to the table. */
export interface Scale {
  table: Uint32Array;
  offset: number;
  scale: number;
}

/** Signed scale: ±`range` are the ends of the table, zero its middle. */
export function signedScale(palette: Palette, low: number, high: number, range: number): Scale {
  const most = range > 0 ? range : 1;
  return {
    table: palette.signed,
    offset: ZERO + (low / most) * ZERO,
    scale: (((high - low) / most) * ZERO) / 255,
  };
}

/** Read a table backwards: the other polarity. */
export function flipped({ table, offset, scale }: Scale): Scale {
  return { table, offset: table.length - 1 - offset, scale: -scale };
}

/** Low and high of one channel; a vector has one pair for all. */
export function ends(tensor: FrameTensor, channel: number): [number, number] {
  const at = tensor.low.length > 1 ? channel : 0;
  return [tensor.low[at] ?? 0, tensor.high[at] ?? 0];
}

/** The number that one cell stands for; `index` counts in the tensor's order. */
export function valueAt(tensor: FrameTensor, channel: number, index: number): number {
  const raw = tensor.data[index] ?? 0;
  if (tensor.dtype !== "uint8") return raw;
  const [low, high] = ends(tensor, channel);
  return low + (raw * (high - low)) / 255;
}

/** Rows and columns of the tensor as it was sent: a scaled map has fewer than the node's own. */
export function cellsOf(tensor: FrameTensor): [number, number] {
  return tensor.shape.length === 3 ? [tensor.shape[1] ?? 1, tensor.shape[2] ?? 1] : [1, 1];
}

/** Paint the channels that a grid shows; `scaleOf` gives the colours of a channel. */
export function paintTiles(
  atlas: Atlas,
  grid: TileGrid,
  tensor: FrameTensor,
  scaleOf: (channel: number) => Scale,
): void {
  const [rows, cols] = cellsOf(tensor);
  const sent = tensor.shape[0] ?? 0;
  for (let channel = 0; channel < Math.min(grid.shown, sent); channel += 1) {
    const { x, y } = tileAt(grid, channel);
    const area = { x, y, w: grid.tile.w, h: grid.tile.h };
    paintCells(atlas, area, tensor.data, channel * rows * cols, rows, cols, scaleOf(channel));
  }
}

export interface Area {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** Paint rows × cols numbers, from `start` on, into an area given in CSS pixels. */
export function paintCells(
  atlas: Atlas,
  area: Area,
  data: ArrayLike<number>,
  start: number,
  rows: number,
  cols: number,
  scale: Scale,
): void {
  const { density, width, pixels } = atlas;
  const [left, top] = [Math.round(area.x * density), Math.round(area.y * density)];
  const [across, down] = [Math.round(area.w * density), Math.round(area.h * density)];
  const shrunk = rows > down || cols > across;
  let painted = -1;
  for (let row = 0; row < down; row += 1) {
    const y = Math.floor((row * rows) / down);
    const at = (top + row) * width + left;
    if (y === painted) {
      pixels.copyWithin(at, at - width, at - width + across);
      continue;
    }
    painted = y;
    if (shrunk) averageRow(pixels, at, across, data, start, rows, cols, row, down, scale);
    else nearestRow(pixels, at, across, data, start + y * cols, cols, scale);
  }
}

function nearestRow(
  pixels: Uint32Array,
  at: number,
  across: number,
  data: ArrayLike<number>,
  start: number,
  cols: number,
  { table, offset, scale }: Scale,
): void {
  const top = table.length - 1;
  for (let x = 0; x < cols; x += 1) {
    const place = offset + scale * (data[start + x] as number) + 0.5;
    const colour = table[place < 0 ? 0 : place > top ? top : place | 0] as number;
    const end = at + Math.floor(((x + 1) * across) / cols);
    pixels.fill(colour, at + Math.floor((x * across) / cols), end);
  }
}

/** A row of a map larger than its area: each pixel is the mean of the cells it covers. */
function averageRow(
  pixels: Uint32Array,
  at: number,
  across: number,
  data: ArrayLike<number>,
  start: number,
  rows: number,
  cols: number,
  row: number,
  down: number,
  { table, offset, scale }: Scale,
): void {
  const top = table.length - 1;
  const [y0, y1] = span(row, down, rows);
  for (let x = 0; x < across; x += 1) {
    const [x0, x1] = span(x, across, cols);
    let total = 0;
    for (let y = y0; y < y1; y += 1)
      for (let i = start + y * cols + x0; i < start + y * cols + x1; i += 1) total += data[i] as number;
    const place = offset + (scale * total) / ((y1 - y0) * (x1 - x0)) + 0.5;
    pixels[at + x] = table[place < 0 ? 0 : place > top ? top : place | 0] as number;
  }
}

function span(index: number, target: number, source: number): [number, number] {
  const from = Math.floor((index * source) / target);
  return [from, Math.max(from + 1, Math.floor(((index + 1) * source) / target))];
}
