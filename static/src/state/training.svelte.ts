/** How to train: what the reader changed of the settings, kept between visits; the server knows the defaults. */
import type { ProblemEntry } from "../net/http";
import type { Setting, Training } from "../net/runTypes";
import { fallbackOf } from "./trainingSchema";

/** "gentle": the first steps slowly, so that the eye can follow, then full speed; a number: steps a second. */
export type Pace = "gentle" | "full" | number;
export const PACES: Pace[] = ["gentle", "full", 100, 30, 10, 3, 1];

/** The slow start: this many steps at this many a second. */
export const GENTLE = { steps: 60, pace: 10 } as const;

const KEY = "playground.training";

function stored(): Training {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Training;
  } catch {
    return {};
  }
}

/** The values with one of them changed; undefined takes it out, so that its default holds. */
function withValue(values: Training, name: string, value: unknown): Training {
  const others = Object.entries(values).filter(([key]) => key !== name);
  return Object.fromEntries(value === undefined ? others : [...others, [name, value]]);
}

/** The learning rate of settings: their own, or the default of their optimiser. */
export function learningRate(values: Training): number {
  const optimizer = (values["optimizer"] ?? fallbackOf("optimizer")) as Setting | string;
  const setting = typeof optimizer === "string" ? { kind: optimizer } : optimizer;
  return Number(setting["lr"] ?? fallbackOf("lr", setting.kind));
}

class TrainingSettings {
  values: Training = $state.raw(stored());
  pace: Pace = $state("gentle");
  /** The form is open. */
  open = $state(false);
  /** What the server did not accept, by pointer into the settings ("/optimizer/lr"). */
  problems: ProblemEntry[] = $state.raw([]);

  readonly changed: boolean = $derived(Object.keys(this.values).length > 0);
  readonly batchSize: number = $derived(Number(this.values["batch_size"] ?? fallbackOf("batch_size")));
  readonly lr: number = $derived(learningRate(this.values));

  /** Change one setting; undefined goes back to its default. */
  set(name: string, value: unknown): void {
    this.replace(withValue(this.values, name, value));
    this.problems = this.problems.filter(({ pointer }) => pointer.split("/")[1] !== name);
  }

  replace(values: Training): void {
    this.values = values;
    localStorage.setItem(KEY, JSON.stringify(values));
  }

  reset(): void {
    this.problems = [];
    this.replace({});
  }

  /** The training part of a new run's request: the settings at a pace. */
  body(pace: number | null): Training {
    return pace === null ? this.values : { ...this.values, pace };
  }
}

export const training = new TrainingSettings();
