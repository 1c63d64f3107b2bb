/** The gradients of a run's next training images at the weights on show; fetched while somebody looks at them. */
import type { Gradients } from "../gen/api";
import { get } from "../net/http";
import { refusalOf, type Refusal } from "../net/refusal";

class GradientsState {
  data: Gradients | null = $state.raw(null);
  refusal: Refusal | null = $state.raw(null);
  busy = $state(false);
  #asked = "";

  /** Fetch those of a checkpoint; the ones on screen stay until they come. */
  async load(run: string, step: number): Promise<void> {
    const asked = `/runs/${encodeURIComponent(run)}/gradients?step=${step}`;
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.busy = true;
    try {
      const data = await get<Gradients>(asked);
      if (asked === this.#asked) [this.data, this.refusal] = [data, null];
    } catch (error) {
      if (asked === this.#asked) [this.data, this.refusal] = [null, refusalOf(error)];
    } finally {
      if (asked === this.#asked) this.busy = false;
    }
  }
}

export const gradients = new GradientsState();
