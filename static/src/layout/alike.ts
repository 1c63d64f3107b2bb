/** How alike the filters of a layer are: cosines of their weights as vectors, 1 for equal up to size, −1 for opposite. */

export interface Pair {
  a: number;
  b: number;
  cosine: number;
}

/** The cosine of every two of `filters`; null with a filter of zeros, which has no direction. */
export function cosines(filters: readonly (readonly number[])[]): (number | null)[][] {
  const norms = filters.map((weights) => Math.hypot(...weights));
  return filters.map((one, a) =>
    filters.map((other, b) => {
      const size = (norms[a] ?? 0) * (norms[b] ?? 0);
      if (!(size > 0)) return null;
      if (a === b) return 1;
      const product = one.reduce((sum, weight, at) => sum + weight * (other[at] ?? 0), 0);
      return Math.max(-1, Math.min(1, product / size));
    }),
  );
}

/** The pairs of different filters, most alike first; at most `most`. */
export function pairs(matrix: readonly (readonly (number | null)[])[], most: number): Pair[] {
  const found = matrix.flatMap((row, a) =>
    row.flatMap((cosine, b): Pair[] => (b > a && cosine !== null ? [{ a, b, cosine }] : [])),
  );
  return found.sort((one, other) => other.cosine - one.cosine).slice(0, most);
}

/**
 * A filter on three colours as a picture: [red, green, blue] planes of weights as 0…255, grey for 0, with the largest
 * size at an end. Planes follow one another in `weights`.
 */
export function coloured(weights: readonly number[], sign = 1): [number, number, number][] {
  const most = weights.reduce((size, weight) => Math.max(size, Math.abs(weight)), 0) || 1;
  const count = weights.length / 3;
  const shade = (at: number): number => Math.round(127.5 + (sign * 127.5 * (weights[at] ?? 0)) / most);
  return Array.from({ length: count }, (_, at) => [shade(at), shade(at + count), shade(at + 2 * count)]);
}
