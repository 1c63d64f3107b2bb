/** What a confusion matrix says of each class. Pure. Rows are the true class, columns the answer. */

export interface ClassScore {
  /** Of the images that were answered so, the share that are; null where none was. */
  precision: number | null;
  /** Of the images that are, the share that was answered so; null where there are none. */
  recall: number | null;
  /** Harmonic mean of both; null where either is missing or both are 0. */
  f1: number | null;
  /** How many images are of this class. */
  images: number;
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const share = (part: number, whole: number): number | null => (whole ? part / whole : null);

export function classScores(matrix: readonly (readonly number[])[]): ClassScore[] {
  return matrix.map((row, index) => {
    const right = row[index] ?? 0;
    const precision = share(right, total(matrix.map((other) => other[index] ?? 0)));
    const recall = share(right, total(row));
    const sum = (precision ?? 0) + (recall ?? 0);
    const f1 = precision === null || recall === null || !sum ? null : (2 * precision * recall) / sum;
    return { precision, recall, f1, images: total(row) };
  });
}
