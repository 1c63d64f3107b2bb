/** The part of a picture that a unit sees, and the strongest unit of a map: pure arithmetic. */
import type { Rect } from "./fields";

/** The box clipped to a picture of `rows` × `cols`; the whole picture where nothing of it is inside. */
export function inside([top, left, bottom, right]: Rect, rows: number, cols: number): Rect {
  const box: Rect = [Math.max(0, top), Math.max(0, left), Math.min(rows, bottom), Math.min(cols, right)];
  return box[2] > box[0] && box[3] > box[1] ? box : [0, 0, rows, cols];
}

/** Where the largest number of a plane of `cols` columns stands; the first of equal ones. Not-a-numbers lose. */
export function strongest(plane: readonly number[], cols: number): { y: number; x: number; value: number } {
  let at = 0;
  plane.forEach((value, index) => {
    if (value > (plane[at] ?? NaN) || Number.isNaN(plane[at])) at = index;
  });
  return { y: Math.floor(at / cols), x: at % cols, value: plane[at] ?? NaN };
}
