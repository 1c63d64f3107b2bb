/** From a pixel forward: which windows read it. Plain arithmetic on integers. */
import { type Axes, type Axis, countOf, pixelsRead } from "./windows";

/** The windows along one axis that read `pixel`; dilated ones may leave it out between their taps. */
export function readersAlong(axis: Axis, pixel: number): number[] {
  return Array.from({ length: countOf(axis) }, (_, index) => index).filter((index) =>
    pixelsRead(axis, index).includes(pixel),
  );
}

/** Rows and columns of the outputs that see the pixel: each row with each column. */
export const readersOf = (axes: Axes, y: number, x: number): [number[], number[]] => [
  readersAlong(axes[0], y),
  readersAlong(axes[1], x),
];
