/** What filters set by hand do to the answers: right and wrong test images before and after, part by part. */
import type { Evaluation } from "../gen/api";
import { post } from "../net/http";
import { type Refusal, refusalOf } from "../net/refusal";
import { modelOf } from "./live.svelte";
import type { Checked } from "./network.svelte";

export interface Tally {
  right: number;
  images: number;
  of: number;
  classes: string[];
  /** matrix[true][predicted] */
  matrix: number[][];
}

export const shareRight = (tally: Tally | null): number =>
  (tally?.right ?? 0) / Math.max(tally?.images ?? 1, 1);

/** Two parts of the same images as one. */
export function added(tally: Tally | null, part: Evaluation): Tally {
  if (!tally) return part;
  const matrix = tally.matrix.map((row, i) => row.map((count, j) => count + (part.matrix[i]?.[j] ?? 0)));
  return { ...tally, right: tally.right + part.right, images: tally.images + part.images, matrix };
}

class FingerEffect {
  before: Tally | null = $state.raw(null);
  now: Tally | null = $state.raw(null);
  refusal: Refusal | null = $state.raw(null);
  /** What `before` was measured of. */
  #known = "";
  #asked: AbortController | null = null;

  /** Measure this network with its filters and, where that is not known yet, without. */
  async measure(checked: Checked, dataset: string): Promise<void> {
    this.#asked?.abort();
    const { signal } = (this.#asked = new AbortController());
    const plain = { ...checked, painted: [] };
    const known = JSON.stringify([modelOf(plain), dataset]);
    if (known !== this.#known) Object.assign(this, { before: null, now: null });
    this.#known = known;
    try {
      if (this.before?.images !== this.before?.of || !this.before)
        await this.#collect(plain, dataset, signal, (tally) => (this.before = tally));
      await this.#collect(checked, dataset, signal, (tally) => (this.now = tally));
      this.refusal = null;
    } catch (error) {
      if (!signal.aborted) this.refusal = refusalOf(error);
    }
  }

  async #collect(
    checked: Checked,
    dataset: string,
    signal: AbortSignal,
    tell: (tally: Tally) => void,
  ): Promise<void> {
    let tally: Tally | null = null;
    do {
      const body: object = { ...modelOf(checked), dataset, start: tally?.images ?? 0 };
      const part: Evaluation = await post<Evaluation>("/evaluations", body, signal);
      tally = added(tally, part);
      tell(tally);
      if (part.images === 0) return;
    } while (tally.images < tally.of);
  }
}

export const fingerEffect = new FingerEffect();
