/** "Fast MNIST": a preset with recipes that reach 97, 98 and 99 % in seconds; the first of them on the full MNIST. */
import { datasets, type DatasetInfo } from "./datasets.svelte";
import { control } from "./runControl.svelte";
import { zoo, type Recipe } from "./zoo.svelte";

const PRESET = "fast-mnist";

class Fast {
  /** The question is open what to do without the data set that the button is meant for. */
  asking = $state(false);
  readonly recipes: Recipe[] = $derived(zoo.presets.find(({ id }) => id === PRESET)?.recipes ?? []);

  dataset({ dataset }: Recipe): DatasetInfo | null {
    return datasets.list.find(({ id }) => id === dataset) ?? null;
  }

  ready(recipe: Recipe): boolean {
    return this.dataset(recipe)?.ready ?? false;
  }

  /** Train by the best recipe; where its data set is not here, ask. */
  async press(): Promise<void> {
    const [best] = this.recipes;
    if (best && this.ready(best)) await this.start(best);
    else this.asking = true;
  }

  async start(recipe: Recipe): Promise<void> {
    this.asking = false;
    datasets.select(recipe.dataset);
    await control.startPreset(PRESET, recipe);
  }
}

export const fast = new Fast();
