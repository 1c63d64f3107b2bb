/** What does a channel look for? The dialog's layer and channel, and the picture that gradient ascent finds. */
import type { Maximisation } from "../gen/api";
import { post } from "../net/http";
import { type Refusal, refusalOf } from "../net/refusal";
import { activations } from "./activations.svelte";
import { dialogs } from "./dialogs.svelte";
import { modelOf } from "./live.svelte";
import type { Checked } from "./network.svelte";
import { imageOf } from "./teaching.svelte";

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

/** What the network takes of the picture shown: grey rows, or rows of colours. */
function pixels(): unknown {
  const input = activations.tensors.get("input");
  const planes = input ? imageOf(input) : [];
  const [red] = planes;
  if (planes.length < 3) return red;
  return red?.map((row, y) => row.map((_, x) => planes.map((plane) => plane[y]?.[x] ?? 0)));
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
    const from = start === "image" ? { pixels: pixels() } : {};
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
