/** The course of a number over steps as a line in a box: pure arithmetic. */

export interface Course {
  /** Smallest and largest finite value; equal values are spread, so that their line lies in the middle. */
  low: number;
  high: number;
  /** x and y of each finite value, y downwards. */
  points: [number, number][];
}

/** The line of `values` in a box of `w` × `h`; null where none of them is finite. */
export function course(values: readonly (number | null)[], w: number, h: number): Course | null {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (!known.length) return null;
  let [low, high] = [Math.min(...known), Math.max(...known)];
  if (low === high) {
    const room = Math.abs(low) || 1;
    [low, high] = [low - room, high + room];
  }
  const last = Math.max(values.length - 1, 1);
  const points = values.flatMap((value, step): [number, number][] =>
    value === null || !Number.isFinite(value)
      ? []
      : [[(step / last) * w, h - ((value - low) / (high - low)) * h]],
  );
  return { low, high, points };
}
