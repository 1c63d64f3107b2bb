/** The lectures' padded example, by hand: every window's products and their sum. Pure. */

export type Grid = readonly (readonly number[])[];

/** Lecture 001: five rows and columns of numbers, and a kernel of three. */
export const PICTURE: Grid = [
  [2, 2, 3, 3, 3],
  [0, 1, 3, 0, 3],
  [2, 3, 0, 1, 3],
  [3, 3, 2, 1, 2],
  [3, 3, 0, 2, 3],
];
export const KERNEL: Grid = [
  [2, 0, 1],
  [1, 0, 0],
  [0, 1, 1],
];
/** Rows and columns of the result that the lecture prints. */
export const PRINTED = 3;

/** With `padding` zeros around. */
export function padded(grid: Grid, padding: number): number[][] {
  const across = (grid[0]?.length ?? 0) + 2 * padding;
  const empty = (): number[] => Array<number>(across).fill(0);
  const side = Array<number>(padding).fill(0);
  const rows = grid.map((row) => [...side, ...row, ...side]);
  return [...Array.from({ length: padding }, empty), ...rows, ...Array.from({ length: padding }, empty)];
}

/** Window positions along `size` numbers: ⌊(size − kernel)/stride⌋ + 1. */
export const positions = (size: number, kernel: number, stride: number): number =>
  Math.max(0, Math.floor((size - kernel) / stride) + 1);

/** The numbers under the window at row y and column x of the result. */
export function patch(grid: Grid, kernel: number, stride: number, y: number, x: number): number[][] {
  return grid.slice(y * stride, y * stride + kernel).map((row) => row.slice(x * stride, x * stride + kernel));
}

/** Σ patch · kernel. */
export const dot = (one: Grid, kernel: Grid): number =>
  one.reduce(
    (sum, row, y) => sum + row.reduce((line, value, x) => line + value * (kernel[y]?.[x] ?? 0), 0),
    0,
  );

/** Slide `kernel` over `grid` (correlation, as the lectures and torch do it). */
export function slide(grid: Grid, kernel: Grid, stride: number): number[][] {
  const size = kernel.length;
  return Array.from({ length: positions(grid.length, size, stride) }, (_, y) =>
    Array.from({ length: positions(grid[0]?.length ?? 0, size, stride) }, (_, x) =>
      dot(patch(grid, size, stride, y, x), kernel),
    ),
  );
}
