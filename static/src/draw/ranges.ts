/**
 * What the ends of the colour scale stand for. The scale is symmetric about zero, so a range is one number, the
 * largest magnitude. Live it is frozen within a stroke; in training it widens at once and decays slowly, so that
 * nothing flickers and dead maps look dead.
 */
import type { FrameTensor } from "../net/frame";

export type RangeMode = "unit" | "layer" | "network";

/** Time in which a range comes down to what is there, while training. */
const DECAY_MS = 2000;

/** Largest magnitude of one channel, or of the whole tensor. */
export function magnitude(tensor: FrameTensor, channel: number | null = null): number {
  if (channel !== null && tensor.low.length > 1) {
    return Math.max(Math.abs(tensor.low[channel] ?? 0), Math.abs(tensor.high[channel] ?? 0));
  }
  let most = 0;
  for (const low of tensor.low) most = Math.max(most, Math.abs(low));
  for (const high of tensor.high) most = Math.max(most, Math.abs(high));
  return most;
}

interface Entry {
  value: number;
  time: number;
}

/** The ranges of all layers over time. */
export class Ranges {
  #layers = new Map<string, Entry>();

  /** Take in new tensors. `frozen`: keep what is known; `training`: widen at once, decay over two seconds. */
  update(tensors: Map<string, FrameTensor>, now: number, how: "fit" | "frozen" | "training"): void {
    for (const [path, tensor] of tensors) {
      const known = this.#layers.get(path);
      const fit = magnitude(tensor);
      if (known && how === "frozen") continue;
      this.#layers.set(path, { value: how === "training" ? decayed(known, fit, now) : fit, time: now });
    }
  }

  forget(): void {
    this.#layers.clear();
  }

  layer(path: string): number {
    return this.#layers.get(path)?.value ?? 0;
  }

  network(): number {
    let most = 0;
    for (const [path, { value }] of this.#layers) if (path !== "input") most = Math.max(most, value);
    return most;
  }
}

function decayed(known: Entry | undefined, fit: number, now: number): number {
  if (!known || fit >= known.value) return fit;
  const left = Math.exp((-3 * (now - known.time)) / DECAY_MS);
  return fit + (known.value - fit) * left;
}
