/** What becomes of a gradient through `depth` layers F(x) = w·x in a row, and with a skip beside each. Pure. */
export function gradientThrough(weight: number, depth: number): { plain: number; residual: number } {
  return { plain: weight ** depth, residual: (1 + weight) ** depth };
}
