/** Curves over a run, drawn by uPlot: told apart by line and mark rather than by colour, named at their ends. */
import uPlot from "uplot";

import { brief } from "../i18n/numbers";
import { clock } from "../state/runMath";
import { type Axis, type Column, type Curve, CURVES, type Metric, positive, type Table } from "./chartTable";

export interface Look {
  metric: Metric;
  axis: Axis;
  logarithmic: boolean;
  /** What a curve is called at its end. */
  names: Record<Curve, string>;
  locale: string;
}

/** A run drawn behind, for comparison: its smoothed training curve. */
export interface Ghost {
  name: string;
  table: Table;
}

interface Style {
  width: number;
  dash?: number[];
  mark?: "circle" | "square";
  shade: "--text" | "--muted";
  alpha: number;
}

const STYLES: Record<Curve, Style> = {
  raw: { width: 1, shade: "--muted", alpha: 0.35 },
  train: { width: 1.5, shade: "--text", alpha: 1 },
  validation: { width: 1.5, dash: [5, 4], mark: "circle", shade: "--text", alpha: 1 },
  test: { width: 1.5, dash: [1.5, 3], mark: "square", shade: "--text", alpha: 1 },
};
const MARKED_UP_TO = 24;

export const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function withAlpha(name: string, alpha: number): string {
  return alpha === 1 ? colour(name) : `color-mix(in srgb, ${colour(name)} ${alpha * 100}%, transparent)`;
}

/** A hollow circle or a filled square at every value, while there are few. */
function marks(shape: "circle" | "square"): uPlot.Series.Points["paths"] {
  return (plot, index) => {
    const path = new Path2D();
    const [xs, ys] = [plot.data[0], plot.data[index] as Column];
    const size = 3 * devicePixelRatio;
    ys.forEach((value, i) => {
      const x = xs[i];
      if (value === null || x === undefined) return;
      const [cx, cy] = [plot.valToPos(x, "x", true), plot.valToPos(value, "y", true)];
      if (shape === "square") path.rect(cx - size, cy - size, 2 * size, 2 * size);
      else {
        path.moveTo(cx + size, cy);
        path.arc(cx, cy, size, 0, 2 * Math.PI);
      }
    });
    return { stroke: path, fill: path };
  };
}

function series(curve: Curve): uPlot.Series {
  const { width, dash, mark, shade, alpha } = STYLES[curve];
  const few = (plot: uPlot, index: number): boolean =>
    (plot.data[index] as Column).filter((value) => value !== null).length <= MARKED_UP_TO;
  return {
    stroke: () => withAlpha(shade, alpha),
    width,
    spanGaps: curve === "validation" || curve === "test",
    ...(dash ? { dash } : {}),
    points: mark
      ? {
          show: few,
          paths: marks(mark),
          width: 1.5,
          stroke: () => colour(shade),
          fill: () => colour(mark === "square" ? shade : "--panel"),
        }
      : { show: false },
  };
}

function ghostSeries(): uPlot.Series {
  return { stroke: () => withAlpha("--muted", 0.6), width: 1, spanGaps: true, points: { show: false } };
}

/** Move labels apart, downwards first and then back up from `bottom`. */
export function spread(labels: { y: number }[], gap: number, bottom: number): void {
  labels.sort((a, b) => a.y - b.y);
  labels.forEach((label, i) => {
    const above = labels[i - 1];
    if (above) label.y = Math.max(label.y, above.y + gap);
  });
  let floor = bottom;
  for (const label of [...labels].reverse()) {
    label.y = Math.min(label.y, floor);
    floor = label.y - gap;
  }
}

/** The names of the curves at their ends, moved apart where they would cover each other. */
function nameCurves(plot: uPlot, look: Look, ghosts: readonly Ghost[]): void {
  const names = [
    ...CURVES.map((curve) => (curve === "raw" ? "" : look.names[curve])),
    ...ghosts.map((g) => g.name),
  ];
  const ends = names.flatMap((name, i) => {
    const column = plot.data[i + 1] as Column | undefined;
    const value = name ? column?.findLast((entry) => entry !== null) : null;
    return typeof value === "number"
      ? [{ name, y: plot.valToPos(value, "y", true), shade: i >= CURVES.length ? "--muted" : "--text" }]
      : [];
  });
  writeEnds(plot, ends);
}

/** Names at heights (canvas pixels) right of the plot, moved apart. */
export function writeEnds({ ctx, bbox }: uPlot, ends: { name: string; y: number; shade: string }[]): void {
  const unit = devicePixelRatio;
  spread(ends, 13 * unit, bbox.top + bbox.height);
  ctx.save();
  ctx.font = `${11 * unit}px "Inter Variable", system-ui, sans-serif`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  for (const { name, y, shade } of ends) {
    ctx.fillStyle = colour(shade);
    ctx.fillText(name, bbox.left + bbox.width + 7 * unit, y);
  }
  ctx.restore();
}

/** A line at the moment of the run that is shown. */
export function markShown(plot: uPlot, x: number | undefined): void {
  if (x === undefined) return;
  const { ctx, bbox } = plot;
  const at = Math.round(plot.valToPos(x, "x", true));
  if (at < bbox.left || at > bbox.left + bbox.width) return;
  ctx.save();
  ctx.fillStyle = colour("--accent");
  ctx.fillRect(at, bbox.top, 1.5 * devicePixelRatio, bbox.height);
  ctx.restore();
}

export function axes(look: Pick<Look, "axis" | "metric" | "locale">): uPlot.Axis[] {
  const percent = new Intl.NumberFormat(look.locale, { style: "percent", maximumFractionDigits: 1 });
  const number = (value: number): string => brief(look.locale, value);
  const values =
    (format: (value: number) => string): uPlot.Axis.Values =>
    (_, splits) =>
      splits.map((value) => (value === null ? "" : format(value)));
  const common: uPlot.Axis = {
    stroke: () => colour("--muted"),
    grid: { stroke: () => colour("--line"), width: 1 },
    ticks: { show: false },
    font: '11px "Inter Variable", system-ui, sans-serif',
  };
  const x = look.axis === "time" ? clock : number;
  const y = look.metric === "accuracy" ? (value: number) => percent.format(value) : number;
  return [
    { ...common, values: values(x), size: 24, gap: 4, grid: { show: false }, space: 60 },
    { ...common, values: values(y), size: 44, gap: 4, space: 28 },
  ];
}

/** Room at the right for the longest name. */
function room(look: Look, ghosts: readonly Ghost[]): number {
  const longest = Math.max(
    ...[...Object.values(look.names), ...ghosts.map(({ name }) => name)].map((n) => n.length),
  );
  return Math.min(longest * 5.8 + 12, 110);
}

export function accuracyRange(_: uPlot, low: number | null, high: number | null): uPlot.Range.MinMax {
  const from = Math.max((low ?? 0) - 0.02, 0);
  return [Math.min(from, 0.9), Math.max(high ?? 1, 1)];
}

export function options(look: Look, ghosts: readonly Ghost[], width: number, height: number): uPlot.Options {
  return {
    width,
    height,
    legend: { show: false },
    padding: [10, room(look, ghosts), 4, 0],
    cursor: { sync: { key: "run" }, drag: { x: true, y: false }, points: { size: 7 } },
    scales: {
      x: { time: false },
      y: look.logarithmic
        ? { distr: 3, log: 10 }
        : look.metric === "accuracy"
          ? { range: accuracyRange }
          : {},
    },
    axes: axes(look),
    series: [{}, ...CURVES.map(series), ...ghosts.map(ghostSeries)],
    hooks: { draw: [(plot) => nameCurves(plot, look, ghosts)] },
  };
}

/** The table, and the runs behind it, as uPlot wants them: aligned on one x. */
export function aligned(table: Table, ghosts: readonly Ghost[], logarithmic: boolean): uPlot.AlignedData {
  const kept = (column: Column): Column => (logarithmic ? positive(column) : column);
  const own = [table.x, ...CURVES.map((curve) => kept(table.columns[curve]))] as uPlot.AlignedData;
  if (ghosts.length === 0) return own;
  const behind = ghosts.map((g) => [g.table.x, kept(g.table.columns.train)] as uPlot.AlignedData);
  return uPlot.join([own, ...behind]);
}
