/** Why this answer? The questions on show, side by side, and the network's answers to them. */
import { ends } from "../draw/maps";
import type { FrameTensor } from "../net/frame";
import type { AttributionHeader, LiveProblem } from "../net/liveTypes";
import { selection } from "./selection.svelte";
import { view } from "./view.svelte";

/** As the socket takes a question. */
export interface Asked {
  method: Record<string, unknown> & { kind: string };
  target: number | null;
  layer: string | null;
}

export interface Pane {
  id: number;
  kind: string;
  settings: Record<string, unknown>;
  layer: string | null;
}

export interface Reason {
  header: AttributionHeader;
  tensor: FrameTensor;
  /** What the strongest colour stands for; within a stroke it only grows. */
  high: number;
}

/** The server answers so many at once. */
export const MOST = 4;
/** Only this method reads a layer. */
const READS_A_LAYER = "grad_cam";

class Why {
  panes: Pane[] = $state.raw([{ id: 0, kind: "grad_cam", settings: {}, layer: null }]);
  /** Index of the class; null: the answer. */
  target: number | null = $state(null);
  opacity = $state(0.7);
  /** One per pane, in its order; none while there is nothing to explain. */
  reasons: Reason[] = $state.raw([]);
  problem: LiveProblem | null = $state.raw(null);
  #next = 1;

  /** What is sent with every picture: nothing while the panel is closed, or after a refusal until it changes. */
  readonly asked: Asked[] = $derived(
    !selection.asking || this.problem
      ? []
      : this.panes.map(({ kind, settings, layer }) => ({
          method: { ...settings, kind },
          target: this.target,
          layer: kind === READS_A_LAYER ? layer : null,
        })),
  );

  readonly readsLayer = (pane: Pane): boolean => pane.kind === READS_A_LAYER;

  add(kind: string): void {
    if (this.panes.length >= MOST) return;
    this.again();
    this.panes = [...this.panes, { id: this.#next++, kind, settings: {}, layer: null }];
  }

  remove(id: number): void {
    this.again();
    this.reasons = this.reasons.filter((_, index) => this.panes[index]?.id !== id);
    this.panes = this.panes.filter((pane) => pane.id !== id);
  }

  change(id: number, change: Partial<Pane>): void {
    this.again();
    this.panes = this.panes.map((pane) => (pane.id === id ? { ...pane, ...change } : pane));
  }

  choose(target: number | null): void {
    this.again();
    this.target = target;
  }

  /** Something has changed: what was refused may be asked again. */
  again(): void {
    this.problem = null;
  }

  /** Another picture: what was wrong with the one before is no matter any more. */
  next(): void {
    const about = this.problem?.errors[0]?.pointer ?? "";
    if (this.problem && !about.startsWith("/attribution")) this.again();
  }

  refuse(problem: LiveProblem): void {
    this.problem = problem;
    this.reasons = [];
  }

  /** Take an answer's maps out of its tensors: they are not a layer's. */
  take(headers: AttributionHeader[] | undefined, tensors: Map<string, FrameTensor>): void {
    this.reasons = (headers ?? []).flatMap((header, index) => {
      const tensor = tensors.get(header.tensor);
      tensors.delete(header.tensor);
      return tensor ? [{ header, tensor, high: this.#high(tensor, index) }] : [];
    });
  }

  #high(tensor: FrameTensor, index: number): number {
    const [low, high] = ends(tensor, 0);
    const now = Math.max(Math.abs(low), Math.abs(high));
    return view.stroking ? Math.max(now, this.reasons[index]?.high ?? 0) : now;
  }
}

export const why = new Why();
