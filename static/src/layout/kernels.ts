/** Well-known kernels of any size. A convolution here is a correlation: kernels are not turned round. */
export type Kernel = number[][];

export const KERNELS = ["identity", "blur", "sharpen", "edge", "sobel-x", "sobel-y", "gabor"] as const;
export type KernelName = (typeof KERNELS)[number];

const grid = (rows: number, cols: number, at: (y: number, x: number) => number): Kernel =>
  Array.from({ length: rows }, (_, y) => Array.from({ length: cols }, (_, x) => at(y, x)));

/** Of the 3×3 kernels: larger ones are scaled to the same sum of magnitudes. */
const SOBEL_SUM = 8;

/** Binomial weights: 1 2 1, 1 4 6 4 1, … */
export function smoothing(length: number): number[] {
  let row = [1];
  while (row.length < length) row = [...row, 0].map((value, index) => value + (row[index - 1] ?? 0));
  return row;
}

/** The smoothed derivative: −1 0 1, −1 −2 0 2 1, …; of two −1 1. */
export function derivative(length: number): number[] {
  if (length < 2) return [1];
  const before = smoothing(length - 1);
  return Array.from({ length }, (_, index) => (before[index - 1] ?? 0) - (before[index] ?? 0));
}

function product(down: number[], right: number[]): Kernel {
  const raw = grid(down.length, right.length, (y, x) => (down[y] ?? 0) * (right[x] ?? 0));
  const sum = raw.flat().reduce((total, value) => total + Math.abs(value), 0);
  return raw.map((row) => row.map((value) => (value * SOBEL_SUM) / sum));
}

/** The middle, and the four places beside it. */
function cross(rows: number, cols: number, middle: number, beside: number): Kernel {
  const [cy, cx] = [(rows - 1) >> 1, (cols - 1) >> 1];
  return grid(rows, cols, (y, x) => {
    const far = Math.abs(y - cy) + Math.abs(x - cx);
    return far === 0 ? middle : far === 1 ? beside : 0;
  });
}

/** A cosine wave under a bell, its mean taken off: Gabor 1946; `degrees` is the direction in which it waves. */
export function gabor(rows: number, cols: number, degrees: number): Kernel {
  const angle = (degrees * Math.PI) / 180;
  const side = Math.max(rows, cols);
  const [sigma, wave] = [side / 4, side / 1.6];
  const raw = grid(rows, cols, (y, x) => {
    const [v, u] = [y - (rows - 1) / 2, x - (cols - 1) / 2];
    const along = u * Math.cos(angle) + v * Math.sin(angle);
    return Math.exp(-(u * u + v * v) / (2 * sigma * sigma)) * Math.cos((2 * Math.PI * along) / wave);
  });
  const mean = raw.flat().reduce((total, value) => total + value, 0) / (rows * cols);
  const centred = raw.map((row) => row.map((value) => value - mean));
  const sum = centred.flat().reduce((total, value) => total + Math.abs(value), 0) || 1;
  return centred.map((row) => row.map((value) => (value * SOBEL_SUM) / sum));
}

/** The kernel of a name for a size; `degrees` turns Gabor's. */
export function kernelOf(name: KernelName, rows: number, cols: number, degrees = 0): Kernel {
  switch (name) {
    case "identity":
      return cross(rows, cols, 1, 0);
    case "blur":
      return grid(rows, cols, () => 1 / (rows * cols));
    case "sharpen":
      return cross(rows, cols, 5, -1);
    case "edge":
      return cross(rows, cols, 4, -1);
    case "sobel-x":
      return product(smoothing(rows), derivative(cols));
    case "sobel-y":
      return product(derivative(rows), smoothing(cols));
    case "gabor":
      return gabor(rows, cols, degrees);
  }
}

/** Those that make sense for a size: an edge has two sides. */
export function kernelsFor(rows: number, cols: number): KernelName[] {
  const smallest: Record<KernelName, [number, number]> = {
    ...{ identity: [1, 1], blur: [1, 1], sharpen: [3, 3], edge: [3, 3] },
    ...{ "sobel-x": [1, 2], "sobel-y": [2, 1], gabor: [3, 3] },
  };
  return KERNELS.filter((name) => rows >= smallest[name][0] && cols >= smallest[name][1]);
}
