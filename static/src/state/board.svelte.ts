/**
 * The board that the maps are painted on. Blocks (the tiles of one station, the input, the outputs) put themselves
 * on it; each answer is painted once, on the blocks that are in view.
 */
import { type RangeMode, Ranges } from "../draw/ranges";
import type { TileGrid } from "../layout/tiles";
import type { FrameTensor } from "../net/frame";

export interface Block {
  element: HTMLElement;
  /** Paths of the nodes it stands for, the one on show last. */
  paths(): string[];
  grid(): TileGrid;
  paint(): void;
  /** Write the ranges of its maps on their handles. */
  mark(): void;
}

/** While more answers are to come handles follow the maps this much later: nobody reads them faster. */
const MARK_MS = 60;

class Board {
  /** Counts answers, for what shows ranges. */
  version = $state(0);
  readonly ranges = new Ranges();
  readonly #blocks = new Map<string, Block>();
  readonly #visible = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #observer: IntersectionObserver | null =
    typeof IntersectionObserver === "undefined" ? null : new IntersectionObserver((seen) => this.#see(seen));

  /** Put a block on the board; the answer takes it off. */
  add(id: string, block: Block): () => void {
    block.element.dataset["block"] = id;
    this.#blocks.set(id, block);
    this.#observer?.observe(block.element);
    return () => {
      this.#observer?.unobserve(block.element);
      if (this.#blocks.get(id) !== block) return;
      this.#blocks.delete(id);
      this.#visible.delete(id);
    };
  }

  #see(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const id = (target as HTMLElement).dataset["block"] ?? "";
      if (!isIntersecting) this.#visible.delete(id);
      else {
        this.#visible.add(id);
        this.#blocks.get(id)?.paint();
      }
    }
  }

  /** Paint an answer. */
  take(tensors: Map<string, FrameTensor>, how: "fit" | "frozen" | "training"): void {
    this.ranges.update(tensors, performance.now(), how);
    this.version += 1;
    for (const id of this.#visible) this.#blocks.get(id)?.paint();
    this.mark();
  }

  /** Soon write the ranges of all maps and filters on their handles. */
  mark(): void {
    this.#timer ??= setTimeout(() => this.settle(), MARK_MS);
  }

  /** Write now what is still to be written. */
  settle(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const block of this.#blocks.values()) block.mark();
  }

  /** What the ends of the colour scale stand for; null: each unit has its own. */
  range(path: string, mode: RangeMode): number | null {
    if (mode === "unit") return null;
    return mode === "layer" ? this.ranges.layer(path) : this.ranges.network();
  }

  /** The block in view that a node's maps are in. */
  blockOf(path: string): Block | null {
    for (const block of this.#blocks.values()) if (block.paths().includes(path)) return block;
    return null;
  }

  visible(): Block[] {
    return [...this.#visible].flatMap((id) => this.#blocks.get(id) ?? []);
  }
}

export const board = new Board();
