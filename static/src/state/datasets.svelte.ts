/** The data sets: which there are, which are ready, the one to train on, downloads under way. */
import type { DatasetInfo } from "../gen/api";
import { del, get, post } from "../net/http";
import { refusalOf } from "../net/refusal";

export type SplitName = "train" | "validation" | "test";
export const SPLITS: SplitName[] = ["train", "validation", "test"];

export type { DatasetInfo } from "../gen/api";

const KEY = "playground.dataset";
const FIRST = "mnist-5k";
const POLL_MS = 700;

class Datasets {
  list: DatasetInfo[] = $state.raw([]);
  id: string = $state(localStorage.getItem(KEY) ?? FIRST);
  /** The list could not be fetched. */
  offline = $state(false);
  readonly current: DatasetInfo | null = $derived(this.list.find(({ id }) => id === this.id) ?? null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Fetch the list; while a download goes on, again and again. */
  async load(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      this.list = await get<DatasetInfo[]>("/datasets");
      this.offline = false;
      if (!this.current && this.list.length) this.id = FIRST;
    } catch {
      this.offline = true;
    }
    if (this.offline || this.list.some((entry) => this.busy(entry))) {
      this.#timer = setTimeout(() => void this.load(), POLL_MS * (this.offline ? 5 : 1));
    }
  }

  busy({ ready, progress }: DatasetInfo): boolean {
    return !ready && progress !== null;
  }

  select(id: string): void {
    this.id = id;
    localStorage.setItem(KEY, id);
  }

  async channelsOf(id: string): Promise<number> {
    if (this.list.length === 0) await this.load();
    return this.list.find((entry) => entry.id === id)?.input.channels ?? 1;
  }

  /** Delete a data set of one's own; throws what the server refuses with. */
  async remove(id: string): Promise<void> {
    await del(`/datasets/${encodeURIComponent(id)}`);
    if (this.id === id) this.select(FIRST);
    await this.load();
  }

  async download(id: string): Promise<void> {
    const change = (part: Partial<DatasetInfo>): void => {
      this.list = this.list.map((entry) => (entry.id === id ? { ...entry, ...part } : entry));
    };
    change({ progress: 0, error: null });
    try {
      await post(`/datasets/${encodeURIComponent(id)}/download`);
      await this.load();
    } catch (error) {
      const { code, detail } = refusalOf(error);
      change({ progress: null, error: { code, detail } });
    }
  }
}

export const datasets = new Datasets();

/** Address of one image of a data set. */
export function imageAddress(id: string, split: SplitName, index: number): string {
  return `/api/v1/datasets/${encodeURIComponent(id)}/images/${split}/${index}`;
}
