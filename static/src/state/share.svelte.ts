/** The link that the Share panel gives: the network or the model on the page, its settings, and what is hidden. */
import { defaults } from "./known";
import { datasets } from "./datasets.svelte";
import { type Link, linkText, type Part } from "./link";
import { network } from "./network.svelte";
import { compared, same } from "./network/compare";
import { codeOf } from "./sharing";
import { training } from "./training.svelte";
import { zoo } from "./zoo.svelte";

class Sharing {
  hide: Part[] = $state([]);
  text = $state("");
  /** The trained model that the link opens; null: it holds the network itself. */
  model: string | null = $state(null);

  toggle(part: Part): void {
    this.hide = this.hide.includes(part) ? this.hide.filter((one) => one !== part) : [...this.hide, part];
  }

  /** Make the link anew. */
  async make(): Promise<void> {
    const hide = [...this.hide];
    const model = await this.#untouched();
    const code = model === null ? await this.#code() : null;
    const link: Link = { tab: null, code, model, hide };
    this.model = model;
    this.text = location.origin + location.pathname + linkText(link);
  }

  /** The model of the zoo whose network is on the page as it was. */
  async #untouched(): Promise<string | null> {
    const { base, spec } = network;
    if (base === null || spec === null || base.startsWith("run:")) return null;
    const original = await zoo.specOf(base).catch(() => null);
    return original && same(compared(original, spec, defaults)) ? base : null;
  }

  async #code(): Promise<string | null> {
    const { spec } = network;
    return spec && codeOf({ network: spec, training: training.values, dataset: datasets.id }, defaults);
  }
}

export const sharing = new Sharing();
