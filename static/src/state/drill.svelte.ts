/** A unit in full: forward or backward, and whose gradient is led back. */
import type { GradientOf } from "../gen/api";
import type { LiveProblem } from "../net/liveTypes";

export const SCORES = ["score", "probability", "loss"] as const;
export type ScoreKind = (typeof SCORES)[number];

class Drill {
  /** The gradient stands under every number. */
  backward = $state(false);
  #of: ScoreKind = $state("score");
  #target: number | null = $state(null);
  /** What all units that read a number, or share a weight, pass back; else what this one does. */
  total = $state(false);
  /** Why the gradient could not be had; it is asked for again once something changes. */
  problem: LiveProblem | null = $state.raw(null);

  /** As the socket takes it; null: forward alone. */
  readonly asked: GradientOf | null = $derived(
    this.backward && !this.problem ? { of: this.#of, target: this.#target } : null,
  );

  get of(): ScoreKind {
    return this.#of;
  }

  set of(kind: ScoreKind) {
    this.again();
    this.#of = kind;
  }

  /** Index of the class; null: the network's answer. */
  get target(): number | null {
    return this.#target;
  }

  set target(target: number | null) {
    this.again();
    this.#target = target;
  }

  again(): void {
    this.problem = null;
  }
}

export const drill = new Drill();
