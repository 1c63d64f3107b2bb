/** The link that the Share panel gives: the network or the model on the page, its settings, and what is hidden. */
import type { HandEdits } from "../gen/api";
import { defaults } from "./known";
import { datasets } from "./datasets.svelte";
import { type Link, linkText, type Part } from "./link";
import { network } from "./network.svelte";
import { compared, same } from "./network/compare";
import { codeOf } from "./sharing";
import { training } from "./training.svelte";
import { zoo } from "./zoo.svelte";

/** Longer links are cut short by messengers and mail. */
export const LONGEST_LINK = 16_000;

class Sharing {
  hide: Part[] = $state([]);
  text = $state("");
  /** The trained model that the link opens; null: it holds the network itself. */
  model: string | null = $state(null);
  /** What was set by hand is in it. */
  edited = $state(false);
  /** The length that the link would have with what was set by hand, where that is too long; null: it is not. */
  excess: number | null = $state(null);

  toggle(part: Part): void {
    this.hide = this.hide.includes(part) ? this.hide.filter((one) => one !== part) : [...this.hide, part];
  }

  /** Make the link anew. */
  async make(): Promise<void> {
    const hide = [...this.hide];
    const model = await this.#untouched();
    const edits = network.handEdits;
    const written = (code: string | null): string =>
      location.origin + location.pathname + linkText({ tab: null, code, model, hide } satisfies Link);
    const whole = written(model === null ? await this.#code(edits) : null);
    const long = edits !== null && whole.length > LONGEST_LINK;
    this.model = model;
    this.excess = long ? whole.length : null;
    this.edited = edits !== null && !long;
    this.text = long ? written(await this.#code(null)) : whole;
  }

  /** The model of the zoo whose network is on the page as it was. */
  async #untouched(): Promise<string | null> {
    const { base, spec } = network;
    if (base === null || spec === null || base.startsWith("run:")) return null;
    if (network.handEdits !== null || Object.keys(network.held).length) return null;
    const original = await zoo.specOf(base).catch(() => null);
    return original && same(compared(original, spec, defaults)) ? base : null;
  }

  async #code(hand_edits: HandEdits | null): Promise<string | null> {
    const { spec, held } = network;
    if (!spec) return null;
    return codeOf(
      { network: spec, training: training.values, dataset: datasets.id, held, hand_edits },
      defaults,
    );
  }
}

export const sharing = new Sharing();
