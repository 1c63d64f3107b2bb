/** The table of runs: what stands in a column, which runs are shown, and in which order. Pure. */
import type { Run } from "../../net/runTypes";

export const COLUMNS = [
  "name",
  "dataset",
  "state",
  "accuracy",
  "loss",
  "parameters",
  "seconds",
  "begun",
  "note",
] as const;
export type Column = (typeof COLUMNS)[number];

export interface Sorting {
  column: Column;
  descending: boolean;
}

/** What a run has to have to be shown; empty: anything. */
export interface Filter {
  /** Words, each somewhere in the name, the data set or the note. */
  text: string;
  dataset: string;
  state: string;
}
export const EVERYTHING: Filter = { text: "", dataset: "", state: "" };

/** How many parameters a run's network has; null while it is not known. */
export type Parameters = (run: Run) => number | null;

const STATES = ["running", "paused", "queued", "finished", "failed", "cancelled"];

/** On the test images, and until they are looked at on the validation images. */
export const accuracyOf = ({ metrics }: Run): number | null =>
  metrics.test_accuracy ?? metrics.validation_accuracy ?? null;
export const lossOf = ({ metrics }: Run): number | null =>
  metrics.test_loss ?? metrics.validation_loss ?? null;

function valueOf(run: Run, column: Column, parameters: Parameters): string | number | null {
  switch (column) {
    case "name":
      return run.name;
    case "dataset":
      return run.dataset;
    case "state":
      return STATES.indexOf(run.state);
    case "accuracy":
      return accuracyOf(run);
    case "loss":
      return lossOf(run);
    case "parameters":
      return parameters(run);
    case "seconds":
      return run.seconds;
    case "begun":
      return Date.parse(run.created_at);
    case "note":
      return run.note || null;
  }
}

/** In order; runs without a value come last whichever way, and equal ones stay as they were. */
export function sorted(
  runs: readonly Run[],
  { column, descending }: Sorting,
  parameters: Parameters,
  locale: string,
): Run[] {
  const { compare } = new Intl.Collator(locale, { numeric: true });
  const sign = descending ? -1 : 1;
  const valued = runs.map((run) => ({ run, value: valueOf(run, column, parameters) }));
  const order = (one: string | number, other: string | number): number =>
    typeof one === "number" && typeof other === "number" ? one - other : compare(String(one), String(other));
  return valued
    .sort((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
      return sign * order(a.value, b.value);
    })
    .map(({ run }) => run);
}

export function filtered(runs: readonly Run[], { text, dataset, state }: Filter): Run[] {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return runs.filter((run) => {
    const all = `${run.name}\n${run.dataset}\n${run.note}`.toLocaleLowerCase();
    return (
      words.every((word) => all.includes(word)) &&
      (dataset === "" || run.dataset === dataset) &&
      (state === "" || run.state === state)
    );
  });
}

/** A press on a column's head: numbers begin with the best or largest, words with the first. */
export function pressed({ column, descending }: Sorting, press: Column): Sorting {
  if (press === column) return { column, descending: !descending };
  return { column: press, descending: ["accuracy", "parameters", "seconds", "begun"].includes(press) };
}
