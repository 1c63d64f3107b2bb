/** From raw outputs to numbers between 0 and 1. */

export const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** e^z of each number, less the largest so that nothing overflows, with their sum: the shares add up to one. */
export function exponentials(z: number[]): { shift: number; powers: number[]; sum: number } {
  const shift = z.length ? Math.max(...z) : 0;
  const powers = z.map((value) => Math.exp(value - shift));
  return { shift, powers, sum: powers.reduce((total, power) => total + power, 0) };
}

export function softmax(z: number[]): number[] {
  const { powers, sum } = exponentials(z);
  return powers.map((power) => power / sum);
}
