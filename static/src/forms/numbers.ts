/** How numbers of a form are slid, typed and limited. Pure. */
import type { Bounds, NumberShape } from "./schema";

/** Limits that the place of a layer adds to those of its schema. */
export interface Limit {
  max?: number;
  /** The only values that make sense: the divisors that `groups` may be. */
  values?: number[];
}

export interface Track {
  min: number;
  max: number;
  log: boolean;
  integer: boolean;
}

/** Where a slider usually ends; beyond it the number box goes on to the schema's bounds. */
const USUAL: Record<string, [number, number]> = {
  out_channels: [1, 64],
  out_features: [1, 256],
  kernel_size: [1, 11],
  stride: [1, 4],
  padding: [0, 5],
  dilation: [1, 4],
  lr: [1e-5, 1],
  batch_size: [1, 512],
  epochs: [1, 50],
  seed: [0, 99],
};

const SPAN = 64;

/** The slider's range: the usual one within all limits, wide enough for the value it has. */
export function track(name: string, shape: Bounds, value: number | null, limit: Limit = {}): Track {
  const usual = USUAL[name];
  const low = usual?.[0] ?? (Number.isFinite(shape.min) ? shape.min : 0);
  const wide = shape.max - low > SPAN ? low + (shape.integer ? SPAN : 1) : shape.max;
  const high = Math.min(usual?.[1] ?? wide, shape.max, limit.max ?? Infinity);
  const min = Math.max(shape.min, Math.min(low, value ?? low));
  const max = Math.max(min, high, value ?? high);
  const log = !shape.integer && min > 0 && max / min >= 1000;
  return { min, max, log, integer: shape.integer };
}

const STEPS = 1000;

/** Slider position 0…1000 of a value, and back, rounded to what a reader would write. */
export function position({ min, max, log }: Track, value: number): number {
  if (max === min) return 0;
  const share = log ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.round(Math.min(1, Math.max(0, share)) * STEPS);
}

export function valueAt({ min, max, log, integer }: Track, at: number): number {
  const share = at / STEPS;
  const exact = log ? min * (max / min) ** share : min + (max - min) * share;
  return integer ? Math.round(exact) : Number(exact.toPrecision(2));
}

/** Is this number one that the schema takes? */
export function allowed(value: number, shape: Bounds): boolean {
  if (!Number.isFinite(value) || (shape.integer && !Number.isInteger(value))) return false;
  return (shape.open ? value > shape.min : value >= shape.min) && value <= shape.max;
}

/** The value as the two numbers of height and width; null where a word or nothing stands. */
export function pairValue(value: unknown): [number, number] | null {
  if (typeof value === "number") return [value, value];
  return Array.isArray(value) && value.length === 2 ? [Number(value[0]), Number(value[1])] : null;
}

/** The value as one number for each side; null where a word or nothing stands. */
export function sidesOf(value: unknown, sides: number): number[] | null {
  if (typeof value === "number") return Array.from({ length: sides }, () => value);
  return Array.isArray(value) && value.length === sides ? value.map(Number) : null;
}

export const isSplit = (value: unknown, shape: NumberShape): boolean =>
  shape.count === "each" || (shape.count === "either" && Array.isArray(value));

const divisors = (n: number): number[] =>
  Array.from({ length: n }, (_, index) => index + 1).filter((k) => n % k === 0);

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/**
 * What the input of a layer leaves of its settings: the kernel must fit the padded input, groups must divide
 * both channel counts.
 */
export function limits(settings: Record<string, unknown>, inShape: number[] | null): Record<string, Limit> {
  if (inShape?.length !== 3) return {};
  const [channels = 1, height = 1, width = 1] = inShape;
  const [top, left] = pairValue(settings["padding"]) ?? [0, 0];
  const [down, right] = pairValue(settings["dilation"]) ?? [1, 1];
  const fit = (side: number, padding: number, dilation: number): number =>
    Math.max(1, Math.floor((side + 2 * padding - 1) / dilation) + 1);
  const kernel = Math.min(fit(height, top, down), fit(width, left, right));
  const slides = settings["kind"] !== "conv_transpose2d";
  const out = Number(settings["out_channels"] ?? channels);
  return {
    ...(slides && { kernel_size: { max: kernel } }),
    groups: { values: divisors(gcd(channels, out)) },
  };
}
