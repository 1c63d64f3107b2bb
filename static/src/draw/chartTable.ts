/** A run's log as the aligned columns that a chart draws. Pure. */
import { countUpTo, type Evaluated, type RunLog } from "../state/runLog";
import { smooth, thin } from "../state/runMath";

export type Axis = "step" | "epoch" | "time";
export const AXES: Axis[] = ["step", "epoch", "time"];
export type Metric = "loss" | "accuracy";

/** Series of a chart, in the order of the table's columns after x. */
export const CURVES = ["raw", "train", "validation", "test"] as const;
export type Curve = (typeof CURVES)[number];

export type Column = (number | null)[];
/** x, then one column a curve; and the step of each row. */
export interface Table {
  x: number[];
  steps: number[];
  columns: Record<Curve, Column>;
}

export interface View {
  axis: Axis;
  /** Weight of the moving average over the training curve, 0…0.99. */
  smoothing: number;
  /** Rows of the training curve kept for drawing. */
  most?: number;
}

const MOST = 2000;

function place(entry: Evaluated, axis: Axis): number {
  return axis === "step" ? entry.step : axis === "epoch" ? entry.epoch : entry.seconds;
}

/** Rows: the kept steps of training and every evaluated step, ascending; a gap is null. */
export function chartTable(log: RunLog, metric: Metric, { axis, smoothing, most = MOST }: View): Table {
  const { train, evaluations } = log;
  const across = axis === "step" ? train.step : axis === "epoch" ? train.epoch : train.seconds;
  const smoothed = smooth(train[metric], smoothing);
  const evaluated = new Map<number, number>();
  for (const entry of [...evaluations.validation, ...evaluations.test])
    evaluated.set(entry.step, place(entry, axis));

  const rows = new Map<number, number>(evaluated);
  for (const i of thin(train.length, most)) rows.set(train.step[i] ?? 0, across[i] ?? 0);
  const steps = [...rows.keys()].sort((a, b) => a - b);
  const indices = steps.map((step) => {
    const i = countUpTo(train.step, step) - 1;
    return train.step[i] === step ? i : -1;
  });
  const at = (column: Column): Column => indices.map((i) => column[i] ?? null);
  const points = (entries: Evaluated[]): Column => {
    const known = new Map(entries.map((entry) => [entry.step, entry[metric]]));
    return steps.map((step) => known.get(step) ?? null);
  };
  return {
    x: steps.map((step, row) => across[indices[row] ?? -1] ?? rows.get(step) ?? 0),
    steps,
    columns: {
      raw: smoothing > 0 ? at(train[metric]) : steps.map(() => null),
      train: at(smoothed),
      validation: points(evaluations.validation),
      test: points(evaluations.test),
    },
  };
}

/** The value of a curve at a row, or the last one before it. */
export function valueAt(column: Column, row: number): number | null {
  for (let i = Math.min(row, column.length - 1); i >= 0; i -= 1) {
    const value = column[i];
    if (typeof value === "number") return value;
  }
  return null;
}

/** A logarithmic axis has no place for 0. */
export function positive(column: Column): Column {
  return column.map((value) => (value !== null && value > 0 ? value : null));
}
