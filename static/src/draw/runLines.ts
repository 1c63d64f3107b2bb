/**
 * The curves of several runs in one chart. They are told apart by dashes and shade, with a number at each end; no hue
 * is needed, and orange, blue and violet keep their meaning.
 */
import uPlot from "uplot";

import { accuracyRange, axes, colour, type Look, writeEnds } from "./chart";
import { type Column, type Curve, positive, type Table } from "./chartTable";

export interface Line {
  /** The custom property of its colour. */
  shade: string;
  /** In CSS pixels; none: solid. */
  dash: number[];
}

const SHADES = ["--run-1", "--run-2", "--run-3"];
const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3]];
/** As many runs have lines that no other has; after them the numbers tell. */
export const DIFFERENT = SHADES.length * DASHES.length;

/** The line of the run that was chosen as number `index`; neighbours differ in both dashes and shade. */
export function lineOf(index: number): Line {
  return { shade: SHADES[index % SHADES.length] ?? "", dash: DASHES[index % DASHES.length] ?? [] };
}

export interface RunCurve {
  id: string;
  table: Table;
  index: number;
}

export interface RunLook extends Pick<Look, "axis" | "metric" | "locale" | "logarithmic"> {
  curve: Curve;
  /** The run that is pointed to; the others step back. */
  raised: string | null;
}

/** The value of each curve at `x` or the last one before it; null: none yet. */
export function readAt({ x: xs, columns }: Table, curve: Curve, x: number): number | null {
  let found: number | null = null;
  for (let row = 0; row < xs.length && (xs[row] ?? 0) <= x; row += 1) found = columns[curve][row] ?? found;
  return found;
}

/** From the first to the last x of all. */
export function extent(curves: readonly RunCurve[]): [number, number] {
  const ends = curves.flatMap(({ table: { x } }) => [x[0] ?? 0, x.at(-1) ?? 0]);
  return ends.length ? [Math.min(...ends), Math.max(...ends)] : [0, 0];
}

/** The tables as uPlot wants them, on one x. */
export function alignedRuns(curves: readonly RunCurve[], { curve, logarithmic }: RunLook): uPlot.AlignedData {
  const kept = (column: Column): Column => (logarithmic ? positive(column) : column);
  const tables = curves.map(({ table }) => [table.x, kept(table.columns[curve])] as uPlot.AlignedData);
  return tables.length ? uPlot.join(tables) : [[]];
}

function series({ id, index }: RunCurve, look: RunLook): uPlot.Series {
  const { shade, dash } = lineOf(index);
  const back = look.raised !== null && look.raised !== id;
  return {
    stroke: () => (back ? `color-mix(in srgb, ${colour(shade)} 25%, transparent)` : colour(shade)),
    width: look.raised === id ? 2.5 : 1.75,
    dash,
    spanGaps: true,
    points: { show: look.curve !== "train", size: 5, fill: () => colour(shade) },
  };
}

function numberEnds(plot: uPlot, curves: readonly RunCurve[]): void {
  const ends = curves.flatMap(({ index }, place) => {
    const value = (plot.data[place + 1] as Column | undefined)?.findLast(
      (entry) => typeof entry === "number",
    );
    if (typeof value !== "number") return [];
    return [{ name: String(index + 1), y: plot.valToPos(value, "y", true), shade: lineOf(index).shade }];
  });
  writeEnds(plot, ends);
}

export function runOptions(
  curves: readonly RunCurve[],
  look: RunLook,
  size: { width: number; height: number },
): uPlot.Options {
  const { logarithmic, metric } = look;
  const y: uPlot.Scale = logarithmic
    ? { distr: 3, log: 10 }
    : metric === "accuracy"
      ? { range: accuracyRange }
      : {};
  return {
    ...size,
    legend: { show: false },
    padding: [10, 28, 4, 0],
    cursor: { sync: { key: "compare" }, drag: { x: true, y: false }, points: { size: 7 } },
    scales: { x: { time: false }, y },
    axes: axes(look),
    series: [{}, ...curves.map((one) => series(one, look))],
    hooks: { draw: [(plot) => numberEnds(plot, curves)] },
  };
}
