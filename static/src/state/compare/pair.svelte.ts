/** Two runs side by side: which two, at which step of both, and which of their layers is looked at. */
import { get } from "../../net/http";
import type { Checkpoint, Run } from "../../net/runTypes";
import type { NodeSummary } from "../network/types";
import { picture } from "../picture.svelte";
import { common } from "./difference";
import { Side } from "./side.svelte";

const POLL_MS = 3000;

class Pair {
  readonly before = new Side();
  readonly after = new Side();
  /** By run; asked for again while a run is active. */
  checkpoints: ReadonlyMap<string, readonly Checkpoint[]> = $state.raw(new Map());
  #wanted: number | null = $state(null);
  #path: string | null = $state(null);
  #ids: [string, string] = $state.raw(["", ""]);

  /** Steps of which both have a snapshot. */
  readonly steps: number[] = $derived.by(() => {
    const [one, other] = this.#ids.map((id) => (this.checkpoints.get(id) ?? []).map(({ step }) => step));
    return common(one ?? [], other ?? []);
  });
  /** The step that is shown: the one that was asked for, or the last. */
  readonly step: number | null = $derived(
    this.#wanted !== null && this.steps.includes(this.#wanted) ? this.#wanted : (this.steps.at(-1) ?? null),
  );
  /** Layers of the same path and kind, in the order of the second network. */
  readonly nodes: NodeSummary[] = $derived.by(() => {
    const known = new Map((this.before.summary?.nodes ?? []).map((node) => [node.path, node.kind]));
    return (this.after.summary?.nodes ?? []).filter(({ path, kind }) => known.get(path) === kind);
  });
  /** The one that is looked at: at first the first that has filters. */
  readonly node: NodeSummary | null = $derived(
    this.nodes.find(({ path }) => path === this.#path) ??
      this.nodes.find(({ params }) => params > 0) ??
      this.nodes[0] ??
      null,
  );
  readonly busy: boolean = $derived(this.before.busy || this.after.busy);

  go(step: number): void {
    this.#wanted = step;
  }

  look(path: string): void {
    this.#path = path;
  }

  /** Know the snapshots of two runs until the returned function is called. */
  watch(runs: [Run, Run], active: boolean): () => void {
    this.#ids = [runs[0].id, runs[1].id];
    void this.#ask();
    const timer = active ? setInterval(() => void this.#ask(), POLL_MS) : undefined;
    return () => clearInterval(timer);
  }

  /** Have both open at the step that is shown. */
  show(): void {
    if (this.step === null) return;
    this.before.show(this.#ids[0], this.step, picture.current);
    this.after.show(this.#ids[1], this.step, picture.current);
  }

  close(): void {
    this.before.close();
    this.after.close();
  }

  async #ask(): Promise<void> {
    const found = await Promise.all(
      this.#ids.map(async (id): Promise<[string, Checkpoint[]]> => [
        id,
        await get<Checkpoint[]>(`/runs/${encodeURIComponent(id)}/checkpoints`).catch(() => []),
      ]),
    );
    this.checkpoints = new Map(found);
  }
}

export const pair = new Pair();
