/** A vector's numbers in rows, so that they can be read as a square's. */
import type { Cube } from "../net/liveTypes";

export const ROW = 10;

/** Several numbers, each with a channel of its own. */
export function isVector(cube: Cube): boolean {
  return cube.length > 1 && cube.every((grid) => grid.length === 1 && grid[0]?.length === 1);
}

/** [N][1][1] as [1][⌈N/10⌉][10]; the last row may be shorter. */
export function rolled(cube: Cube): Cube {
  const numbers = cube.flat(2);
  const rows = Array.from({ length: Math.ceil(numbers.length / ROW) }, (_, row) =>
    numbers.slice(row * ROW, (row + 1) * ROW),
  );
  return [rows];
}
