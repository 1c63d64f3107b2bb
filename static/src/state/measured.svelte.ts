/** The measured receptive field of one unit: asked for by a press, kept for the units measured last. */
import type { FieldAnswer } from "../gen/api";
import { post, ProblemError } from "../net/http";
import { refusalOf, type Refusal } from "../net/refusal";
import { modelOf } from "./live.svelte";
import type { Checked } from "./network.svelte";
import type { Unit } from "./selection.svelte";

const KEPT = 12;

/** The first checkpoint of the run whose weights a network has. */
const startOf = ({ base }: Checked): string | null => {
  const run = /^run:[^@]+/.exec(base ?? "");
  return run && `${run[0]}@0`;
};

class Measured {
  busy = $state(false);
  refusal: Refusal | null = $state.raw(null);
  /** By what was asked; the newest last. */
  #kept: ReadonlyMap<string, FieldAnswer> = $state.raw(new Map());
  #network: Checked | null = null;
  #asked: AbortController | null = null;

  #key({ path, channel, y, x }: Unit, dataset: string, images: number): string {
    return [path, channel, y, x, dataset, images].join(" ");
  }

  /** What was measured of the network as it is; null: nothing yet. */
  of(network: Checked, unit: Unit, dataset: string, images: number): FieldAnswer | null {
    const found = this.#kept.get(this.#key(unit, dataset, images)) ?? null;
    return network === this.#network ? found : null;
  }

  async measure(network: Checked, unit: Unit, dataset: string, images: number): Promise<void> {
    this.#asked?.abort();
    const asked = (this.#asked = new AbortController());
    const { path, channel, y, x } = unit;
    const body = { ...modelOf(network), path, channel, y, x, dataset, images };
    const start = startOf(network);
    [this.busy, this.refusal] = [true, null];
    try {
      const answer = await this.#ask(body, start, asked.signal);
      if (!asked.signal.aborted) this.#keep(network, this.#key(unit, dataset, images), answer);
    } catch (error) {
      if (!asked.signal.aborted) this.refusal = refusalOf(error);
    } finally {
      if (this.#asked === asked) this.busy = false;
    }
  }

  /** Against where its run began, if that is still there and has the same layers; else against fresh weights. */
  async #ask(body: object, against: string | null, signal: AbortSignal): Promise<FieldAnswer> {
    const ask = (more: object): Promise<FieldAnswer> =>
      post<FieldAnswer>("/receptive-field", { ...body, ...more }, signal);
    if (against === null) return ask({});
    try {
      return await ask({ against });
    } catch (error) {
      if (!(error instanceof ProblemError) || !["other_network", "not_found"].includes(error.code))
        throw error;
      return ask({});
    }
  }

  #keep(network: Checked, key: string, answer: FieldAnswer): void {
    const before = network === this.#network ? [...this.#kept].filter(([one]) => one !== key) : [];
    this.#network = network;
    this.#kept = new Map([...before, [key, answer] as const].slice(-KEPT));
  }
}

export const measured = new Measured();
