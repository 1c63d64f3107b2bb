/** What can be loaded: trained models, runs, and presets without weights. */
import { get } from "../net/http";
import { network } from "./network.svelte";
import { pending } from "./pending.svelte";
import type { NetworkSpec } from "./network/types";
import type { Training } from "../net/runTypes";

export interface ModelEntry {
  ref: string;
  title: string;
  dataset: string;
  classes: string[];
  input: { channels: number; height: number; width: number };
  test_accuracy: number | null;
}

/** A way to train a preset that is known to go well, and what it reached on the test images. */
export interface Recipe {
  dataset: string;
  training: Training;
  test_accuracy: number;
}

export interface PresetEntry {
  id: string;
  title: string;
  year: number | null;
  paper: string | null;
  note: string | null;
  trainable_here: boolean;
  recipes: Recipe[];
  spec?: NetworkSpec;
}

export const DEFAULT_MODEL = "lenet5-mnist";
const DEFAULT_PRESET = "lenet5";

const runId = (ref: string): string | null => /^run:([^@]+)/.exec(ref)?.[1] ?? null;

class Zoo {
  models: ModelEntry[] = $state.raw([]);
  presets: PresetEntry[] = $state.raw([]);
  /** Reference or preset id of what is on screen, as far as it was loaded from here. */
  chosen: string | null = $state(null);
  failed = $state(false);

  async refresh(): Promise<void> {
    [this.models, this.presets] = await Promise.all([
      get<ModelEntry[]>("/models"),
      get<PresetEntry[]>("/presets"),
    ]);
  }

  /** The page's first network: a model or preset asked for, else the trained LeNet-5, else LeNet-5 untrained. */
  async start(asked: string | null): Promise<void> {
    try {
      await this.refresh();
      this.failed = false;
      if (network.doc) return;
      const found = [asked, DEFAULT_MODEL].find((ref) => ref !== null && this.#knows(ref));
      await this.open(found ?? DEFAULT_PRESET);
    } catch {
      this.failed = true;
    }
  }

  /** Load a model by its reference, or a preset by its id: one step of history. */
  async open(choice: string): Promise<void> {
    const spec = await pending.until(this.specOf(choice));
    network.load(spec, this.#isPreset(choice) ? null : choice);
    this.chosen = choice;
  }

  /** The network of a model, a run or a preset. */
  specOf(choice: string): Promise<NetworkSpec> {
    return this.#isPreset(choice) ? this.#presetOf(choice) : this.#modelOf(choice);
  }

  #knows(choice: string): boolean {
    return this.models.some(({ ref }) => ref === choice) || this.presets.some(({ id }) => id === choice);
  }

  /** A preset, and no trained model of the same name. */
  #isPreset(choice: string): boolean {
    const trained = this.models.some(({ ref }) => ref === choice) || runId(choice) !== null;
    return !trained && this.presets.some(({ id }) => id === choice);
  }

  async #modelOf(ref: string): Promise<NetworkSpec> {
    const id = runId(ref);
    const from = id === null ? `/models/${encodeURIComponent(ref)}` : `/runs/${id}`;
    return (await get<{ network: NetworkSpec }>(from)).network;
  }

  async #presetOf(id: string): Promise<NetworkSpec> {
    const { spec } = await get<PresetEntry>(`/presets/${id}`);
    if (!spec) throw new Error(`preset ${id} has no network`);
    return spec;
  }
}

export const zoo = new Zoo();
