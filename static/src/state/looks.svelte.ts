/** What does a channel look for? The dialog's layer and channel, and the picture that gradient ascent finds. */
import type { Maximisation } from "../gen/api";
import { post } from "../net/http";
import { type Refusal, refusalOf } from "../net/refusal";
import { activations } from "./activations.svelte";
import { dialogs } from "./dialogs.svelte";
import { modelOf } from "./live.svelte";
import type { Checked } from "./network.svelte";
import { pixelRows } from "./pixelRows";

export type Pixels = number[][] | number[][][];
export type Start = "noise" | "grey" | "image";
export const STARTS: Start[] = ["noise", "grey", "image"];

/** The ascent's settings by name: smallest, largest, step of the box, and value at first. */
export const SETTINGS = {
  steps: { min: 1, max: 256, integer: true, first: 48 },
  step_size: { min: 0.001, max: 1, integer: false, first: 0.05 },
  decay: { min: 0, max: 0.5, integer: false, first: 0.01 },
  variation: { min: 0, max: 2, integer: false, first: 0.05 },
  blur: { min: 0, max: 5, integer: false, first: 0.5 },
  blur_every: { min: 1, max: 256, integer: true, first: 4 },
  jitter: { min: 0, max: 16, integer: true, first: 1 },
  seed: { min: 0, max: 2 ** 32 - 1, integer: true, first: 0 },
} as const;
export type Setting = keyof typeof SETTINGS;
export const NAMES = Object.keys(SETTINGS) as Setting[];

/** Pictures on the way. */
const FRAMES = 25;

/** The picture shown, as the network takes it. */
export function shownPixels(): Pixels | null {
  const input = activations.tensors.get("input");
  return input ? pixelRows(input) : null;
}

/** The same as an address for a picture of the page. */
export function shownAddress(): string {
  const rows = shownPixels() ?? [[0]];
  const [height, width] = [rows.length, rows[0]?.length ?? 1];
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d");
  const image = context?.createImageData(width, height);
  if (!context || !image) return "";
  rows.flat().forEach((pixel, at) => {
    const [red = 0, green = 0, blue = 0] = Array.isArray(pixel) ? pixel : [pixel, pixel, pixel];
    image.data.set([red, green, blue, 255], 4 * at);
  });
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}

class Looks {
  path = $state("");
  channel = $state(0);
  start: Start = $state("noise");
  settings: Record<Setting, number> = $state(
    Object.fromEntries(NAMES.map((name) => [name, SETTINGS[name].first])) as Record<Setting, number>,
  );
  busy = $state(false);
  refusal: Refusal | null = $state.raw(null);
  answer: Maximisation | null = $state.raw(null);
  #asked: AbortController | null = null;

  open(path: string, channel: number): void {
    [this.path, this.channel] = [path, channel];
    dialogs.show("looks");
  }

  stop(): void {
    this.#asked?.abort();
    this.#asked = null;
    this.busy = false;
  }

  async climb(network: Checked): Promise<void> {
    this.stop();
    const asked = (this.#asked = new AbortController());
    const { path, channel, start } = this;
    const from = start === "image" ? { pixels: shownPixels() } : {};
    const body = { ...modelOf(network), path, channel, start, ...from, ...this.settings, frames: FRAMES };
    [this.busy, this.refusal, this.answer] = [true, null, null];
    try {
      const answer = await post<Maximisation>("/maximisations", body, asked.signal);
      if (!asked.signal.aborted) this.answer = answer;
    } catch (error) {
      if (!asked.signal.aborted) this.refusal = refusalOf(error);
    } finally {
      if (this.#asked === asked) this.busy = false;
    }
  }
}

export const looks = new Looks();
