/** The networks that were saved under a name: the list, and which of them is on the page. */
import type { SavedInfo, SavedNetwork } from "../gen/api";
import { del, get, patch, post } from "../net/http";
import { type Refusal, refusalOf } from "../net/refusal";
import { arrive } from "./arrive";
import { datasets } from "./datasets.svelte";
import { network } from "./network.svelte";
import { withoutHeld } from "./network/held";
import type { NetworkSpec } from "./network/types";
import { training } from "./training.svelte";

const PAGE = 100;
const at = (id: string): string => `/networks/${encodeURIComponent(id)}`;

class Saved {
  list: SavedInfo[] = $state.raw([]);
  known = $state(false);
  more = $state(false);
  busy = $state(false);
  refusal: Refusal | null = $state.raw(null);

  refresh(): Promise<boolean> {
    return this.#try(() => this.#refresh());
  }

  older(): Promise<boolean> {
    return this.#try(async () => {
      const page = await get<SavedInfo[]>(`/networks?limit=${PAGE}&before=${this.list.at(-1)?.id ?? ""}`);
      this.list = [...this.list, ...page];
      this.more = page.length === PAGE;
    });
  }

  /** Keep the network on the page with the settings to train it; gives whether it is kept. */
  keep(name: string): Promise<boolean> {
    return this.#try(async () => {
      await post("/networks", { name, ...this.#present() });
      await this.#refresh();
    });
  }

  /** The same in the place of a saved one. */
  replace(id: string): Promise<boolean> {
    return this.#try(async () => {
      await patch(at(id), this.#present());
      await this.#refresh();
    });
  }

  rename(id: string, name: string): Promise<boolean> {
    return this.#try(async () => {
      await patch(at(id), { name });
      await this.#refresh();
    });
  }

  remove(id: string): Promise<boolean> {
    return this.#try(async () => {
      await del(at(id));
      this.list = this.list.filter((entry) => entry.id !== id);
    });
  }

  /** Show a saved network with its settings: one step of history. */
  open(id: string): Promise<boolean> {
    return this.#try(async () => {
      const found = await get<SavedNetwork>(at(id));
      const { network: spec, training: kept, dataset, hand_edits } = found;
      await arrive({ network: spec as NetworkSpec, dataset, hand_edits, ...withoutHeld(kept) });
    });
  }

  #present(): Record<string, unknown> {
    const held = { ...training.values, ...network.held };
    return { network: network.spec, training: held, dataset: datasets.id, hand_edits: network.handEdits };
  }

  async #refresh(): Promise<void> {
    this.list = await get<SavedInfo[]>(`/networks?limit=${PAGE}`);
    this.more = this.list.length === PAGE;
    this.known = true;
  }

  async #try(action: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    this.refusal = null;
    try {
      await action();
    } catch (error) {
      this.refusal = refusalOf(error);
    }
    this.busy = false;
    return this.refusal === null;
  }
}

export const saved = new Saved();
