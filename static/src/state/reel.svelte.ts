/**
 * The run's moments, each with what it answers to the current picture: asked for once, so that going back and forth
 * between them is painting only.
 *
 * Filled over a socket of its own while somebody looks at the timeline; another picture empties it. What would take
 * more than `MOST_BYTES` is left to the live model.
 */
import type { Frame, FrameTensor } from "../net/frame";
import { LiveSocket } from "../net/liveSocket";
import { activations } from "./activations.svelte";
import { sentOf } from "./live.svelte";
import { picture } from "./picture.svelte";
import { flips, type Mark, topOf } from "./runMarks";

const MOST_BYTES = 96_000_000;

/** One moment: maps and filters by path, and the answer. */
export interface Still {
  step: number;
  tensors: Map<string, FrameTensor>;
  filters: Map<string, FrameTensor>;
  probabilities: number[] | null;
  logits: number[] | null;
  empty: boolean;
}

const bytesOf = (tensors: Map<string, FrameTensor>): number =>
  [...tensors.values()].reduce((sum, { data }) => sum + data.byteLength, 0);

class Reel {
  /** By step. */
  stills: ReadonlyMap<number, Still> = $state.raw(new Map());
  #wanted: readonly number[] = $state.raw([]);
  #refused: ReadonlySet<number> = $state.raw(new Set<number>());
  #bytes = 0;
  #of = "";
  #run = "";
  #asked: number | null = null;
  #filters: Map<string, FrameTensor> | null = null;
  #socket: LiveSocket | null = null;

  /** Every moment that can be had is here. */
  readonly complete: boolean = $derived(
    this.#wanted.length > 0 && this.#wanted.every((step) => this.stills.has(step) || this.#refused.has(step)),
  );
  /** The steps at which the answer to the current picture changes; null until all are known. */
  readonly marks: readonly Mark[] | null = $derived.by(() => {
    if (!this.complete) return null;
    const { classes } = activations;
    return flips(
      this.sorted.map(({ step, empty, probabilities }) => ({
        step,
        label: empty ? null : topOf(probabilities, classes),
      })),
    );
  });

  /** The moments in order. */
  get sorted(): Still[] {
    return [...this.stills.values()].sort((a, b) => a.step - b.step);
  }

  /** Have these steps of a run for the current picture. */
  fill(run: string, steps: readonly number[]): void {
    const of = `${run} ${picture.version}`;
    if (of !== this.#of) this.empty();
    [this.#of, this.#run, this.#wanted] = [of, run, steps];
    if (this.#asked === null) this.#next();
  }

  /** Forget everything and ask no more. */
  empty(): void {
    this.#socket?.close();
    [this.#socket, this.#asked, this.#filters] = [null, null, null];
    [this.#bytes, this.#of] = [0, ""];
    [this.stills, this.#wanted, this.#refused] = [new Map(), [], new Set()];
  }

  /** Put a moment on screen; false where it is not here. */
  paint(run: string, step: number): boolean {
    const still = this.#of === `${run} ${picture.version}` ? this.stills.get(step) : undefined;
    if (!still) return false;
    const { tensors, filters, probabilities, logits, empty } = still;
    Object.assign(activations, { tensors, filters, probabilities, logits, empty, misfit: null, step: null });
    return true;
  }

  #next(): void {
    const step = this.#wanted.find((one) => !this.stills.has(one) && !this.#refused.has(one));
    if (step === undefined) {
      this.#socket?.close();
      this.#socket = null;
      return;
    }
    if (this.#bytes > MOST_BYTES) return this.#refuse(step);
    this.#asked = step;
    this.#filters = null;
    this.#socket ??= this.#listen();
    this.#socket.open({ model: `run:${this.#run}@${step}` });
    this.#socket.infer(sentOf(picture.current));
  }

  #listen(): LiveSocket {
    return new LiveSocket({
      filters: ({ tensors }) => (this.#filters = tensors),
      result: (frame) => this.#result(frame),
      error: ({ request }) => request !== "filters" && this.#asked !== null && this.#refuse(this.#asked),
      opened: () => undefined,
      unit: () => undefined,
      connection: () => undefined,
      busy: () => undefined,
    });
  }

  #result({ header, tensors }: Frame): void {
    if (this.#asked === null || this.#filters === null) return;
    const still = {
      step: this.#asked,
      tensors,
      filters: this.#filters,
      probabilities: header["probabilities"] as number[] | null,
      logits: header["logits"] as number[] | null,
      empty: header["empty"] === true,
    };
    this.#bytes += bytesOf(tensors) + bytesOf(still.filters);
    this.stills = new Map(this.stills).set(still.step, still);
    this.#asked = null;
    this.#next();
  }

  /** A moment that is gone meanwhile, or has no room. */
  #refuse(step: number): void {
    this.#refused = new Set([...this.#refused, step]);
    this.#asked = null;
    this.#next();
  }
}

export const reel = new Reel();
