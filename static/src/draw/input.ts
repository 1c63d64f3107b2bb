/** Paint the network's input: grey as ink or as light, three planes as one colour picture, or plane by plane. */
import type { FrameTensor } from "../net/frame";
import { type Area, type Atlas, cellsOf, flipped, paintCells, type Scale } from "./maps";
import type { Palette } from "./palette";

export interface InputLook {
  /** Drawings: 255 is ink on the theme's ground. Photos: 255 is light. */
  ink: boolean;
  flipped: boolean;
}

/** Grey 0…255 as the theme's ink, or as light. */
export function greyScale(palette: Palette, look: InputLook): Scale {
  const scale = { table: look.ink ? palette.ink : palette.light, offset: 0, scale: 1 };
  return look.flipped ? flipped(scale) : scale;
}

/** Paint all of the input into an area. */
export function paintInput(
  atlas: Atlas,
  area: Area,
  tensor: FrameTensor,
  palette: Palette,
  look: InputLook,
): void {
  const [rows, cols] = cellsOf(tensor);
  if (tensor.shape[0] === 3) paintPlanes(atlas, area, tensor, look.flipped);
  else paintCells(atlas, area, tensor.data, 0, rows, cols, greyScale(palette, look));
}

/** A scale that leaves bytes as they are: each plane is painted as numbers and put together. */
function identity(reversed: boolean): Scale {
  const scale = { table: Uint32Array.from({ length: 256 }, (_, byte) => byte), offset: 0, scale: 1 };
  return reversed ? flipped(scale) : scale;
}

function paintPlanes(atlas: Atlas, area: Area, tensor: FrameTensor, reversed: boolean): void {
  const [rows, cols] = cellsOf(tensor);
  const scale = identity(reversed);
  const planes = [0, 1, 2].map((plane) => {
    const part = { ...atlas, pixels: new Uint32Array(atlas.pixels.length) };
    paintCells(part, area, tensor.data, plane * rows * cols, rows, cols, scale);
    return part.pixels;
  });
  const [red, green, blue] = planes as [Uint32Array, Uint32Array, Uint32Array];
  const { density, width, pixels } = atlas;
  const [left, top] = [Math.round(area.x * density), Math.round(area.y * density)];
  const [across, down] = [Math.round(area.w * density), Math.round(area.h * density)];
  for (let y = top; y < top + down; y += 1)
    for (let at = y * width + left; at < y * width + left + across; at += 1)
      pixels[at] = (0xff000000 | ((blue[at] ?? 0) << 16) | ((green[at] ?? 0) << 8) | (red[at] ?? 0)) >>> 0;
}

/** One plane of a colour picture, in its colour: 0 red, 1 green, 2 blue. */
export function planeScale(plane: number): Scale {
  const table = Uint32Array.from({ length: 256 }, (_, byte) => (0xff000000 | (byte << (8 * plane))) >>> 0);
  return { table, offset: 0, scale: 1 };
}
