/** Single cells of what a unit reads, with their weights. */
import type { Cube, UnitAnswer } from "../../net/liveTypes";

export interface Cell {
  x: number;
  w: number | null;
  /** "channel,row,column" of the patch. */
  place: string;
}

/** The number of a cube at a cell. */
export function numberAt(cube: Cube | null | undefined, place: string): number | null {
  const [channel = 0, row = 0, column = 0] = place.split(",").map(Number);
  return cube?.[channel]?.[row]?.[column] ?? null;
}

export function cellAt(answer: UnitAnswer, place: string): Cell | null {
  const x = numberAt(answer.inputs[0]?.patch, place);
  return x === null ? null : { x, w: numberAt(answer.kernel, place), place };
}

/** The cells that matter most, the one that is pointed at first. */
export function strongest(answer: UnitAnswer, most: number, at: Cell | null): Cell[] {
  const patch = answer.inputs[0]?.patch ?? [];
  const weight = (cell: Cell): number =>
    answer.operation === "max" || answer.operation === "softmax" ? cell.x : Math.abs(cell.x * (cell.w ?? 1));
  const all = patch.flatMap((grid, channel) =>
    grid.flatMap((row, y) =>
      row.map((x, column) => {
        const place = `${channel},${y},${column}`;
        return { x, w: numberAt(answer.kernel, place), place };
      }),
    ),
  );
  const others = all.filter(({ place }) => place !== at?.place).sort((a, b) => weight(b) - weight(a));
  return [...(at ? [at] : []), ...others].slice(0, most);
}
