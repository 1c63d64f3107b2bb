/** How many parameters the networks of runs have: each network is analysed once, one after the other. */
import { SvelteMap } from "svelte/reactivity";

import { post } from "../../net/http";
import type { Run } from "../../net/runTypes";
import type { NetworkSummary } from "../network/types";

class RunParameters {
  /** By the description as text; null: it cannot be known. */
  readonly #known = new SvelteMap<string, number | null>();
  readonly #texts = new Map<string, string>();
  #wanted: readonly Run[] = [];
  #asking = false;

  of = (run: Run): number | null => this.#known.get(this.#text(run)) ?? null;

  /** Find out about those of these that are not known yet. */
  async fill(runs: readonly Run[]): Promise<void> {
    this.#wanted = runs;
    if (this.#asking) return;
    this.#asking = true;
    for (let run = this.#next(); run; run = this.#next()) {
      const found = post<NetworkSummary>("/networks/analyze", run.network);
      const count = await found.then(
        ({ total }) => total.params,
        () => null,
      );
      this.#known.set(this.#text(run), count);
    }
    this.#asking = false;
  }

  #next(): Run | undefined {
    return this.#wanted.find((run) => !this.#known.has(this.#text(run)));
  }

  #text({ id, network }: Run): string {
    const known = this.#texts.get(id) ?? JSON.stringify({ ...network, name: "" });
    this.#texts.set(id, known);
    return known;
  }
}

export const parameters = new RunParameters();
