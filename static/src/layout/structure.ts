/**
 * How far a filter is from noise: Moran's I of its weights, 1 for smooth light and dark regions, −1 for a
 * chequerboard, about 0 for random weights. Moran 1950; mean and variance of random (normal) weights by Cliff and
 * Ord 1981, with the neighbours above, below, left and right.
 */

/** Rows of weights. */
export type Kernel = number[][];

export interface Structure {
  /** Mean of Moran's I over the kernels of the filter that are not constant. */
  score: number;
  /** What random filters of this size score: mean and standard deviation. */
  random: { mean: number; deviation: number };
  /** More structured than 95 of 100 random filters. */
  clear: boolean;
}

/** One-sided 95 % of the normal distribution. */
const CLEAR = 1.645;

/** Moran's I of one kernel; null where all weights are equal or there are no neighbours. */
export function moran(kernel: Kernel): number | null {
  const [rows, cols] = [kernel.length, kernel[0]?.length ?? 0];
  const all = kernel.flat();
  const mean = all.reduce((sum, weight) => sum + weight, 0) / all.length;
  const spread = all.reduce((sum, weight) => sum + (weight - mean) ** 2, 0);
  const away = (y: number, x: number): number => (kernel[y]?.[x] ?? 0) - mean;
  let [together, pairs] = [0, 0];
  for (let y = 0; y < rows; y += 1)
    for (let x = 0; x < cols; x += 1) {
      if (x + 1 < cols) [together, pairs] = [together + away(y, x) * away(y, x + 1), pairs + 1];
      if (y + 1 < rows) [together, pairs] = [together + away(y, x) * away(y + 1, x), pairs + 1];
    }
  return spread > 0 && pairs > 0 ? (together / pairs) * (all.length / spread) : null;
}

/** Mean and variance of Moran's I over kernels of independent normal weights. */
export function noise(rows: number, cols: number): { mean: number; variance: number } {
  const count = rows * cols;
  const pairs = rows * (cols - 1) + cols * (rows - 1);
  let squares = 0;
  for (let y = 0; y < rows; y += 1)
    for (let x = 0; x < cols; x += 1) {
      const neighbours = [y > 0, y + 1 < rows, x > 0, x + 1 < cols].filter(Boolean).length;
      squares += neighbours ** 2;
    }
  const mean = -1 / (count - 1);
  const [s0, s1, s2] = [2 * pairs, 4 * pairs, 4 * squares];
  const second = (count ** 2 * s1 - count * s2 + 3 * s0 ** 2) / ((count ** 2 - 1) * s0 ** 2);
  return { mean, variance: second - mean ** 2 };
}

/** The structure of a filter's kernels; null where they are too small to have any. */
export function structure(kernels: Kernel[]): Structure | null {
  const found = kernels.map(moran).filter((score) => score !== null);
  const [rows, cols] = [kernels[0]?.length ?? 0, kernels[0]?.[0]?.length ?? 0];
  if (!found.length || rows * cols < 4) return null;
  const { mean, variance } = noise(rows, cols);
  const deviation = Math.sqrt(variance / found.length);
  const score = found.reduce((sum, one) => sum + one, 0) / found.length;
  return { score, random: { mean, deviation }, clear: score > mean + CLEAR * deviation };
}
