/** The list of runs: fetched again and again while it is looked at, more often while one of them is active. */
import { del, get, patch, post } from "../net/http";
import type { Calibration } from "../gen/api";
import { ACTIVE, type Run } from "../net/runTypes";
import { run } from "./run.svelte";
import { type Refusal, refusalOf } from "../net/refusal";
import { ui } from "./ui.svelte";

export interface Confusion {
  classes: string[];
  /** matrix[true][predicted] */
  matrix: number[][];
}

/** Of wrong answers: the true class and the answer. */
export interface Cell {
  label: number;
  predicted: number;
}

export interface Mistake extends Cell {
  index: number;
  /** Of the predicted class. */
  probability: number;
  loss: number | null;
}

/** The worst of the wrong test images, and how many are wrong in all. */
export interface Mistakes {
  classes: string[];
  total: number;
  mistakes: Mistake[];
}

const POLL_MS = 1500;
/** Runs begin elsewhere too: over REST, in other windows. */
const IDLE_POLL_MS = 5000;
const PAGE = 50;
const at = (id: string): string => `/runs/${encodeURIComponent(id)}`;

class Runs {
  list: Run[] = $state.raw([]);
  /** The list was fetched at least once. */
  known = $state(false);
  more = $state(false);
  refusal: Refusal | null = $state.raw(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watched = false;

  /** Keep the list fresh until the returned function is called. */
  watch(): () => void {
    this.#watched = true;
    void this.refresh();
    return () => {
      this.#watched = false;
      clearTimeout(this.#timer);
    };
  }

  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#try(async () => {
      const limit = Math.max(PAGE, this.list.length);
      this.list = await get<Run[]>(`/runs?limit=${limit}`);
      this.more = this.list.length === limit;
      this.known = true;
    });
    this.#later();
  }

  #later(): void {
    clearTimeout(this.#timer);
    if (!this.#watched) return;
    const changing = this.refusal !== null || this.list.some(({ state }) => ACTIVE.includes(state));
    const again = (): void => (document.hidden ? this.#later() : void this.refresh());
    this.#timer = setTimeout(again, changing ? POLL_MS : IDLE_POLL_MS);
  }

  async older(): Promise<void> {
    const last = this.list.at(-1);
    if (!last) return;
    await this.#try(async () => {
      const page = await get<Run[]>(`/runs?limit=${PAGE}&before=${encodeURIComponent(last.id)}`);
      this.list = [...this.list, ...page];
      this.more = page.length === PAGE;
    });
  }

  /** Follow a run on the playground, with its network. */
  async open(id: string): Promise<void> {
    await this.#try(async () => {
      await run.follow(await get<Run>(at(id)));
      ui.curvesOpen = true;
      ui.setTab("playground");
    });
  }

  async rename(id: string, name: string): Promise<void> {
    await this.#try(async () => void (await patch(at(id), { name })));
    await this.refresh();
  }

  async note(id: string, note: string): Promise<void> {
    await this.#try(async () => void (await patch(at(id), { note })));
    await this.refresh();
  }

  async cancel(id: string): Promise<void> {
    await this.#try(async () => void (await post(`${at(id)}/cancel`)));
    await this.refresh();
  }

  async remove(id: string): Promise<void> {
    await this.#try(async () => {
      await del(at(id));
      if (run.id === id) run.leave();
      this.list = this.list.filter((entry) => entry.id !== id);
    });
  }

  confusion(id: string): Promise<Confusion> {
    return get<Confusion>(`${at(id)}/confusion`);
  }

  calibration(id: string): Promise<Calibration> {
    return get<Calibration>(`${at(id)}/calibration`);
  }

  mistakes(id: string): Promise<Mistakes> {
    return get<Mistakes>(`${at(id)}/mistakes`);
  }

  async #try(action: () => Promise<void>): Promise<void> {
    try {
      await action();
      this.refusal = null;
    } catch (error) {
      this.refusal = refusalOf(error);
    }
  }
}

export const runs = new Runs();
