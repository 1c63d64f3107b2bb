/** Several runs answer for the same drawing: who votes, and how the vote came out. */
import type { Ballot } from "../gen/api";
import { post } from "../net/http";
import { type Refusal, refusalOf } from "../net/refusal";
import type { Run } from "../net/runTypes";
import { activations } from "./activations.svelte";
import { picture } from "./picture.svelte";
import { pixelRows } from "./pixelRows";
import { runs } from "./runs.svelte";

/** An image in a request. */
type Shown = Pick<typeof picture.current, "pixels" | "preprocess">;

/** The picture on the playground: as it was drawn, or, where it was uploaded, as the network saw it. */
function shown(): Shown | null {
  const { pixels, preprocess, image } = picture.current;
  if (image === undefined) return pixels ? { pixels, preprocess } : null;
  const seen = activations.tensors.get("input");
  return seen ? { pixels: pixelRows(seen), preprocess: "none" } : null;
}

class Votes {
  #chosen: string[] = $state.raw([]);
  /** Ids of the runs that vote, in the order in which they were chosen; those that are gone do not. */
  readonly voters: string[] = $derived(
    this.#chosen.filter((id) => runs.list.some((entry) => entry.id === id)),
  );
  /** Those of them that have weights already. */
  readonly ready: string[] = $derived(
    runs.list.filter(({ id, state }) => this.has(id) && state !== "queued").map(({ id }) => id),
  );
  ballot: Ballot | null = $state.raw(null);
  refusal: Refusal | null = $state.raw(null);
  busy = $state(false);
  #asked: AbortController | null = null;

  has(id: string): boolean {
    return this.voters.includes(id);
  }

  toggle(id: string): void {
    this.#chosen = this.has(id) ? this.voters.filter((one) => one !== id) : [...this.voters, id];
  }

  clear(): void {
    this.#chosen = [];
  }

  /** Ask those that are chosen; of several questions only the last is answered. */
  async cast(): Promise<void> {
    this.#asked?.abort();
    const image = shown();
    if (this.ready.length === 0 || image === null) {
      this.ballot = null;
      return;
    }
    const asked = (this.#asked = new AbortController());
    this.busy = true;
    try {
      const models = this.voters.filter((id) => this.ready.includes(id)).map((id) => `run:${id}`);
      const ballot = await post<Ballot>("/vote", { models, ...image }, asked.signal);
      if (!asked.signal.aborted) [this.ballot, this.refusal] = [ballot, null];
    } catch (error) {
      if (asked.signal.aborted) return;
      [this.ballot, this.refusal] = [null, refusalOf(error)];
    } finally {
      if (this.#asked === asked) this.busy = false;
    }
  }

  /** More runs like this one, alike in all but the seed; all of them vote. */
  async repeat(run: Run, times: number): Promise<void> {
    const seed = Number(run.training["seed"] ?? 0);
    const others = Array.from({ length: times }, (_, index) => (seed + index + 1) % 2 ** 32);
    try {
      for (const other of others) {
        const training = { ...run.training, seed: other, pace: null };
        const name = `${run.name.slice(0, 50)} · ${other}`;
        const begun = await post<Run>("/runs", {
          network: run.network,
          dataset: run.dataset,
          training,
          name,
        });
        this.#chosen = [...new Set([...this.#chosen, run.id, begun.id])];
      }
      this.refusal = null;
    } catch (error) {
      this.refusal = refusalOf(error);
    }
    await runs.refresh();
  }
}

export const votes = new Votes();
