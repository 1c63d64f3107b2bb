/** Histograms of different ends on one axis, as shares of their counts. */
import type { Histogram } from "../gen/api";

export interface Axis {
  low: number;
  high: number;
}

/** The axis that holds all of them; of one value a little room on both sides. Null without any. */
export function axisOf(histograms: readonly Histogram[]): Axis | null {
  if (!histograms.length) return null;
  const [low, high] = [
    Math.min(...histograms.map((one) => one.low)),
    Math.max(...histograms.map((one) => one.high)),
  ];
  const room = Math.abs(low) / 10 || 1;
  return low < high ? { low, high } : { low: low - room, high: high + room };
}

/** The share of the numbers in each of `bins` bins of the axis; a bin's count is spread evenly over its width. */
export function shares({ low, high, counts }: Histogram, axis: Axis, bins: number): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0) || 1;
  const scale = bins / (axis.high - axis.low);
  const found = new Array<number>(bins).fill(0);
  const width = (high - low) / counts.length;
  counts.forEach((count, index) => {
    const from = (low + index * width - axis.low) * scale;
    const to = width > 0 ? from + width * scale : from;
    const [first, last] = [Math.min(Math.floor(from), bins - 1), Math.min(Math.floor(to), bins - 1)];
    for (let bin = Math.max(first, 0); bin <= last; bin += 1) {
      const part = to > from ? (Math.min(to, bin + 1) - Math.max(from, bin)) / (to - from) : 1;
      found[bin] = (found[bin] ?? 0) + (Math.max(part, 0) * count) / total;
    }
  });
  return found;
}

/** The standard deviation of the numbers, each taken for the middle of its bin. */
export function deviationOf({ low, high, counts }: Histogram): number {
  const total = counts.reduce((sum, count) => sum + count, 0) || 1;
  const width = (high - low) / counts.length;
  const middles = counts.map((_, index) => low + (index + 0.5) * width);
  const mean = middles.reduce((sum, middle, index) => sum + middle * (counts[index] ?? 0), 0) / total;
  const square = middles.reduce((sum, middle, index) => sum + (middle - mean) ** 2 * (counts[index] ?? 0), 0);
  return Math.sqrt(square / total);
}
