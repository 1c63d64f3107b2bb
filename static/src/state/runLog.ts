/**
 * A run's event log reduced to columns that can be drawn. Pure: no sockets, no components.
 *
 * The log is append-only and numbered; an attempt that begins at `from_step` takes back what an earlier attempt
 * said about later steps, so a step appears at most once here.
 */
import type { EvaluationEvent, MetricsEvent, RunEvent, RunProblem, RunStatus } from "../net/runTypes";

export type Split = "validation" | "test";

/** One entry a step, in ascending order of `step`. */
export class TrainColumns {
  step: number[] = [];
  epoch: number[] = [];
  /** Seconds of training, pauses left out. */
  seconds: number[] = [];
  loss: (number | null)[] = [];
  accuracy: (number | null)[] = [];
  lr: number[] = [];

  get length(): number {
    return this.step.length;
  }

  /** Keep the first `count` entries. */
  keep(count: number): void {
    for (const column of [this.step, this.epoch, this.seconds, this.loss, this.accuracy, this.lr]) {
      column.length = count;
    }
  }
}

export interface Evaluated {
  step: number;
  epoch: number;
  seconds: number;
  loss: number | null;
  accuracy: number | null;
}

/** How many entries of ascending `steps` are at most `step`. */
export function countUpTo(steps: readonly number[], step: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] ?? 0) <= step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The numbers and words of a problem, as texts can be filled with them. */
function wordable(params: Record<string, unknown>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === "number" ? value : String(value)]),
  );
}

export class RunLog {
  /** The last event taken in; a socket asks for what comes after it. */
  seq = -1;
  state: RunStatus | null = null;
  attempt = 0;
  train = new TrainColumns();
  evaluations: Record<Split, Evaluated[]> = { validation: [], test: [] };
  problem: RunProblem | null = null;
  /** The first step whose loss was not a finite number. */
  brokenAt: number | null = null;
  imagesPerSecond: number | null = null;
  stepsPerEpoch: number | null = null;
  steps: number | null = null;

  constructor(public batchSize = 64) {}

  get step(): number {
    return this.train.step.at(-1) ?? 0;
  }

  /** Take in one event; false where it was known already (a socket that overlaps the log). */
  add(event: RunEvent): boolean {
    if (event.seq <= this.seq) return false;
    this.seq = event.seq;
    switch (event.type) {
      case "state":
        this.state = event.state;
        if (event.attempt > this.attempt) this.begin(event.attempt, event.from_step ?? 0);
        break;
      case "metrics":
        this.measure(event);
        break;
      case "evaluation":
        this.evaluate(event);
        break;
      case "problem":
        this.problem = { code: event.code, detail: event.detail, params: wordable(event.params) };
        break;
      case "resolved":
        this.stepsPerEpoch = event.steps_per_epoch;
        this.steps = event.steps;
    }
    return true;
  }

  /** An attempt goes on from `step`: what was said about later steps no longer holds. */
  private begin(attempt: number, step: number): void {
    this.attempt = attempt;
    this.problem = null;
    this.brokenAt = null;
    this.train.keep(countUpTo(this.train.step, step));
    for (const split of ["validation", "test"] as const) {
      this.evaluations[split] = this.evaluations[split].filter((entry) => entry.step <= step);
    }
  }

  private measure(event: MetricsEvent): void {
    const { train } = this;
    if (event.images_per_second > 0) this.imagesPerSecond = event.images_per_second;
    const each = this.imagesPerSecond ? this.batchSize / this.imagesPerSecond : 0;
    event.step.forEach((step, i) => {
      const loss = event.finite[i] === false ? null : (event.train_loss[i] ?? null);
      if (loss === null) this.brokenAt ??= step;
      train.seconds.push((train.seconds.at(-1) ?? 0) + each);
      train.step.push(step);
      train.epoch.push(event.epoch[i] ?? 0);
      train.loss.push(loss);
      train.accuracy.push(event.train_accuracy[i] ?? null);
      train.lr.push(event.lr[i] ?? 0);
    });
  }

  private evaluate({ split, step, epoch, loss, accuracy }: EvaluationEvent): void {
    this.evaluations[split].push({ step, epoch, loss, accuracy, seconds: this.secondsAt(step) });
  }

  private secondsAt(step: number): number {
    return this.train.seconds[countUpTo(this.train.step, step) - 1] ?? 0;
  }
}
