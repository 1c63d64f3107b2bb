/**
 * The places of a run that one can go to, on an axis on which equal ways are equal ratios of steps: the first ones,
 * in which the most happens, have room.
 */
import { picture } from "./picture.svelte";
import { reel } from "./reel.svelte";
import { run } from "./run.svelte";
import { neighbour } from "./runMath";
import type { Mark } from "./runMarks";

/** The picture rests for so long before every moment is asked about it. */
const REST_MS = 250;

class Timeline {
  /** Somebody is about to go back and forth. */
  near = $state(false);

  /** Ascending steps of the checkpoints. */
  readonly steps: number[] = $derived(run.checkpoints.map(({ step }) => step).sort((a, b) => a - b));
  /** Where the thumb may stand: at a checkpoint, or at the newest weights. */
  readonly places: number[] = $derived([...new Set([...this.steps, run.step])].sort((a, b) => a - b));
  readonly end: number = $derived(Math.max(run.steps, run.step, 1));
  readonly at: number = $derived(run.shown ?? run.step);
  /** Where the answer to the picture flips: as the moments tell, or as it was seen while the run went on. */
  readonly marks: readonly Mark[] = $derived(run.plain ? (reel.marks ?? run.marks) : run.marks);

  /** Where a step lies on the axis, 0…1. */
  share(step: number): number {
    return Math.log1p(step) / Math.log1p(this.end);
  }

  /** Go to the place nearest to a point of the axis, 0…1. */
  toShare(share: number): void {
    const far = (step: number): number => Math.abs(this.share(step) - share);
    this.to(this.places.reduce((best, step) => (far(step) < far(best) ? step : best), this.places[0] ?? 0));
  }

  /** Go to the next place before (−1) or after (1); false at the end. */
  move(way: 1 | -1): boolean {
    const there = neighbour(this.places, this.at, way);
    if (there !== null) this.to(there);
    return there !== null;
  }

  /** Go to a place; the last one is the newest weights. */
  to(step: number): void {
    run.show(step === this.places.at(-1) ? null : step);
  }

  /** Fill the reel while somebody is near: to be called in an effect. */
  follow(): (() => void) | undefined {
    const { id } = run;
    const steps = this.steps;
    if (!id || !run.plain || !(this.near || run.shown !== null) || picture.version < 0) return undefined;
    const timer = setTimeout(() => reel.fill(id, steps), REST_MS);
    return () => clearTimeout(timer);
  }
}

export const timeline = new Timeline();
