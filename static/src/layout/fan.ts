/** The gradients of mini-batches as arrows from one point: their ends in a square of −1…1, and how they scatter. Pure. */
import type { Gradients, GradientArrows } from "../gen/api";

export type Cost = "mean" | "sum";

export interface Arrow {
  /** End of the arrow; it begins at 0, 0. y grows upwards. */
  x: number;
  y: number;
  /** Length of the whole gradient, of which the plane shows a part. */
  norm: number;
  /** Degrees between the whole gradient and the full one; null where either is 0. */
  angle: number | null;
}

export interface Fan {
  arrows: Arrow[];
  /** End of the full gradient, along x. */
  full: number;
  /** What 1 stands for. */
  scale: number;
  /** How far a mini-batch is from the full gradient: the root of the mean square, in lengths of the full one. */
  noise: number | null;
}

function angleOf(x: number, norm: number): number | null {
  return norm > 0 ? (Math.acos(Math.min(Math.max(x / norm, -1), 1)) * 180) / Math.PI : null;
}

function noiseOf({ norm }: GradientArrows, full: number): number | null {
  if (norm.length === 0 || full <= 0) return null;
  const square = norm.reduce((sum, value) => sum + value * value, 0) / norm.length;
  return Math.sqrt(Math.max(square - full * full, 0)) / full;
}

const QUANTILE = 0.9;

/** What the picture shows whole: the full gradient and nine tenths of the arrows; a few may reach beyond its edge. */
function scaleOf({ x, y }: GradientArrows, full: number): number {
  const lengths = x.map((along, i) => Math.hypot(along, y[i] ?? 0)).sort((a, b) => a - b);
  return Math.max(lengths[Math.ceil(QUANTILE * (lengths.length - 1))] ?? 0, full) || 1;
}

/** The mini-batches of `size` images; with the cost as a sum over them every arrow is `size` times as long. */
export function fanOf({ batches, full }: Gradients, size: number, cost: Cost): Fan {
  const arrows = batches.find((batch) => batch.size === size)?.arrows ?? { x: [], y: [], norm: [] };
  const times = cost === "sum" ? size : 1;
  const scale = scaleOf(arrows, full);
  return {
    arrows: arrows.x.map((x, i) => {
      const norm = arrows.norm[i] ?? 0;
      return {
        x: x / scale,
        y: (arrows.y[i] ?? 0) / scale,
        norm: norm * times,
        angle: full > 0 ? angleOf(x, norm) : null,
      };
    }),
    full: full / scale,
    scale: scale * times,
    noise: noiseOf(arrows, full),
  };
}

/** The arrow whose end is nearest to a point; −1 of none. */
export function nearestArrow(arrows: readonly Arrow[], x: number, y: number): number {
  let [best, least] = [-1, Infinity];
  arrows.forEach((arrow, i) => {
    const away = Math.hypot(arrow.x - x, arrow.y - y);
    if (away < least) [best, least] = [i, away];
  });
  return best;
}
