/** How often each brightness occurs. */

/** Pixels of `data`, 0…255, counted in bins of equal width. */
export function binned(data: ArrayLike<number>, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (let index = 0; index < data.length; index += 1) {
    const bin = Math.min(Math.floor(((data[index] ?? 0) * bins) / 256), bins - 1);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** Heights 0…1 on a scale of roots: the ground of a drawing is most of it, and the ink is to be seen too. */
export function heights(counts: readonly number[]): number[] {
  const most = Math.max(1, ...counts);
  return counts.map((count) => (count / most) ** 0.25);
}
