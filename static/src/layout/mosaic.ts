/** The kernels of one filter, one per input channel, packed into a small rectangle. */
import type { NodeSummary } from "../state/network/types";
import type { Side } from "./tiles";

export interface Mosaic extends Side {
  /** Input channels, and how many of them are drawn. */
  kernels: number;
  shown: number;
  rows: number;
  cols: number;
  columns: number;
  cell: number;
}

const MOST = 64;
const SEAM = 1;

/** Pack `kernels` of rows × cols into `room` with the largest cells; cells are at least one pixel. */
export function mosaic(kernels: number, rows: number, cols: number, room: Side): Mosaic {
  const shown = Math.min(kernels, MOST);
  let [columns, cell] = [shown, 0];
  for (let across = 1; across <= shown; across += 1) {
    const down = Math.ceil(shown / across);
    const fit = Math.min(
      Math.floor((room.w - (across - 1) * SEAM) / (across * cols)),
      Math.floor((room.h - (down - 1) * SEAM) / (down * rows)),
    );
    if (fit > cell) [columns, cell] = [across, fit];
  }
  if (cell < 1) [columns, cell] = [Math.ceil(Math.sqrt(shown)), 1];
  const down = Math.ceil(shown / columns);
  const w = columns * cols * cell + (columns - 1) * SEAM;
  return { kernels, shown, rows, cols, columns, cell, w, h: down * rows * cell + (down - 1) * SEAM };
}

/** Upper left corner of a kernel. */
export function kernelAt({ columns, rows, cols, cell }: Mosaic, kernel: number): { x: number; y: number } {
  return {
    x: (kernel % columns) * (cols * cell + SEAM),
    y: Math.floor(kernel / columns) * (rows * cell + SEAM),
  };
}

/**
 * The shape [out, in, height, width] of a node's filters: of a convolution, and of a fully connected layer that
 * reads flattened maps, whose rows are templates of those maps. Null where there is nothing to look at.
 */
export function filterShape(node: NodeSummary, before: NodeSummary | null): number[] | null {
  const weight = node.params_detail["weight"];
  if (weight?.length === 4) return weight;
  if (weight?.length !== 2 || before?.kind !== "flatten" || before.in_shape.length !== 3) return null;
  return [weight[0] ?? 0, ...before.in_shape];
}
