/** Paint a signed map over the picture that it is about. */
import type { FrameTensor } from "../net/frame";
import { type InputLook, paintInput } from "./input";
import { type Area, type Atlas, cellsOf, ends, paintCells, signedScale } from "./maps";
import type { Palette } from "./palette";

/** Each byte of a pixel: `share` of the upper one, the rest of the lower one. */
export function blended(lower: number, upper: number, share: number): number {
  let mixed = 0;
  for (let shift = 0; shift < 32; shift += 8) {
    const [below, above] = [(lower >>> shift) & 255, (upper >>> shift) & 255];
    mixed |= Math.round(below + (above - below) * share) << shift;
  }
  return mixed >>> 0;
}

export interface Over {
  map: FrameTensor;
  /** ± this are the ends of the colours. */
  high: number;
  opacity: number;
}

/** The picture, and over it the map in the colours of sign. */
export function paintOver(
  atlas: Atlas,
  area: Area,
  picture: FrameTensor,
  { map, high, opacity }: Over,
  palette: Palette,
  look: InputLook,
): void {
  paintInput(atlas, area, picture, palette, look);
  const above = { ...atlas, pixels: new Uint32Array(atlas.pixels.length) };
  const [rows, cols] = cellsOf(map);
  paintCells(above, area, map.data, 0, rows, cols, signedScale(palette, ...ends(map, 0), high));
  for (let at = 0; at < atlas.pixels.length; at += 1) {
    const [lower, upper] = [atlas.pixels[at] ?? 0, above.pixels[at] ?? 0];
    if (upper) atlas.pixels[at] = blended(lower, upper, opacity);
  }
}
