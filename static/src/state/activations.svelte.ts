/** What the network answers to the picture: every node's maps, from the live model or from a run in training. */
import type { FrameTensor } from "../net/frame";

class Activations {
  /** Tensors by path, "input" among them; replaced as a whole, never changed in place. */
  tensors: Map<string, FrameTensor> = $state.raw(new Map());
  /** Filters by path ([out, in, height, width], float32), and `path.bias`. */
  filters: Map<string, FrameTensor> = $state.raw(new Map());
  probabilities: number[] | null = $state.raw(null);
  logits: number[] | null = $state.raw(null);
  classes: string[] = $state.raw([]);
  /** An empty pad has no answer. */
  empty = $state(true);
  /** The first node that the picture's own size does not fit, and what it needs. */
  misfit: { path: string; needs: number[] | null; detail: string } | null = $state.raw(null);
  milliseconds: number | null = $state(null);
  /** Paths of nodes whose weights are not trained. */
  untrained: ReadonlySet<string> = $state.raw(new Set());
  /** The training step that these maps belong to; null: the live model. */
  step: number | null = $state(null);
  /** How many images went through together as in training; null: a pass as in a test. */
  batch: number | null = $state(null);

  /** There is no answer to what is shown. */
  clear(): void {
    this.tensors = new Map();
    Object.assign(this, { probabilities: null, logits: null, empty: true, misfit: null, milliseconds: null });
  }
}

export const activations = new Activations();
