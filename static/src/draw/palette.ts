/** The design's colours as tables for painting: 32-bit pixels in the order of ImageData (little-endian ABGR). */

export type Rgb = [number, number, number];

export interface Palette {
  /** 511 steps from −1 over 0 (step 255) to +1. */
  signed: Uint32Array;
  /** 256 greys from no ink to ink, as the theme shows a drawing; and from black to white. */
  ink: Uint32Array;
  light: Uint32Array;
  /** Colours of the overlay, as CSS. */
  accent: string;
  ground: string;
  panel: string;
  text: string;
  muted: string;
  line: string;
  low: string;
  high: string;
  /** Black and white, for numbers on coloured cells. */
  inks: [string, string];
}

export const ZERO = 255;

/** "#fafaf8", or "#fff" as a minifier writes it. */
export function parseHex(hex: string): Rgb {
  const digits = hex.trim().slice(1);
  const value = parseInt(digits.length === 3 ? digits.replace(/./g, "$&$&") : digits, 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** Relative luminance above which black is more legible than white: contrast to both is 4.6 there. */
const MIDDLE = 0.179;

/** Relative luminance of a pixel, 0…1 (WCAG 2.2). */
function luminance(abgr: number): number {
  const linear = (shift: number): number => {
    const share = ((abgr >> shift) & 255) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(0) + 0.7152 * linear(8) + 0.0722 * linear(16);
}

/** The more legible of black and white ink on one entry of a table. */
export function inkOn(table: Uint32Array, index: number, [dark, light]: [string, string]): string {
  return luminance(table[index] ?? 0) > MIDDLE ? dark : light;
}

export const pixel = ([r, g, b]: Rgb): number => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (i: 0 | 1 | 2): number => Math.round(from[i] + (to[i] - from[i]) * share);
  return [part(0), part(1), part(2)];
}

/** A table of `steps` pixels through evenly spaced stops. */
export function ramp(stops: Rgb[], steps: number): Uint32Array {
  return Uint32Array.from({ length: steps }, (_, step) => {
    const place = (step / (steps - 1)) * (stops.length - 1);
    const index = Math.min(Math.floor(place), stops.length - 2);
    return pixel(mix(stops[index] ?? [0, 0, 0], stops[index + 1] ?? [0, 0, 0], place - index));
  });
}

/** Make the tables from custom properties; `get` reads one by name. */
export function paletteOf(get: (name: string) => string): Palette {
  const rgb = (name: string): Rgb => parseHex(get(name));
  const stops = ["--map-low", "--map-below", "--map-zero", "--map-above", "--map-high"].map(rgb);
  return {
    signed: ramp(stops, 2 * ZERO + 1),
    ink: ramp([rgb("--panel"), rgb("--text")], 256),
    light: ramp(
      [
        [0, 0, 0],
        [255, 255, 255],
      ],
      256,
    ),
    accent: get("--accent").trim(),
    ground: get("--ground").trim(),
    panel: get("--panel").trim(),
    text: get("--text").trim(),
    muted: get("--muted").trim(),
    line: get("--line").trim(),
    inks: [get("--ink-dark").trim(), get("--ink-light").trim()],
    low: get("--map-low").trim(),
    high: get("--map-high").trim(),
  };
}

/** CSS colour of one entry of a table. */
export function css(table: Uint32Array, index: number): string {
  const value = table[index] ?? 0;
  return `rgb(${value & 255} ${(value >> 8) & 255} ${(value >> 16) & 255})`;
}
