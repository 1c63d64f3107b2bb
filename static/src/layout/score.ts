/** Scores of a fully connected network, as the lectures write them: h = max(0, W₁ x), f = W₂ h. */

export type Matrix = readonly (readonly number[])[];

/** A matrix times a vector: one dot product a row. */
export const times = (matrix: Matrix, vector: readonly number[]): number[] =>
  matrix.map((row) => row.reduce((sum, weight, index) => sum + weight * (vector[index] ?? 0), 0));

export const relu = (values: readonly number[]): number[] => values.map((value) => Math.max(0, value));
