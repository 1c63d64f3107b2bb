import { describe, expect, it } from "vitest";

import { type Kernel, moran, noise, structure } from "./structure";

const kernel = (rows: number, cols: number, at: (y: number, x: number) => number): Kernel =>
  Array.from({ length: rows }, (_, y) => Array.from({ length: cols }, (_, x) => at(y, x)));

/** Normal numbers from a fixed seed: mulberry32 and Box-Muller. */
function normals(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

describe("the structure of a filter", () => {
  it("is −1 for a chequerboard and high for two halves", () => {
    expect(moran(kernel(4, 4, (y, x) => (y + x) % 2))).toBeCloseTo(-1);
    // Two halves of a 4×4 kernel: 24 neighbours, 4 of them across the edge: (20 − 4)/24.
    expect(moran(kernel(4, 4, (_, x) => (x < 2 ? 1 : -1)))).toBeCloseTo(16 / 24);
  });

  it("does not depend on the scale and offset of the weights", () => {
    const next = normals(3);
    const plain = kernel(5, 5, next);
    const other = plain.map((row) => row.map((weight) => 40 * weight - 7));
    expect(moran(other)).toBeCloseTo(moran(plain) ?? NaN, 10);
  });

  it("is nothing where all weights are equal or there is one alone", () => {
    expect(moran(kernel(3, 3, () => 0.2 * 3 - 0.6))).toBeNull();
    expect(structure([[[1]], [[2]]])).toBeNull();
  });

  it.each([
    [3, 3],
    [5, 5],
    [1, 4],
  ])("knows what random kernels of %i×%i give", (rows, cols) => {
    const next = normals(rows * 100 + cols);
    const scores = Array.from({ length: 20000 }, () => moran(kernel(rows, cols, next)) ?? NaN);
    const mean = scores.reduce((sum, one) => sum + one, 0) / scores.length;
    const variance = scores.reduce((sum, one) => sum + (one - mean) ** 2, 0) / scores.length;
    const told = noise(rows, cols);
    expect(told.mean).toBeCloseTo(mean, 1.7);
    expect(told.variance / variance).toBeCloseTo(1, 1);
  });

  it("calls an edge detector clear, and few random filters", () => {
    const edge = kernel(5, 5, (_, x) => x - 2);
    expect(structure([edge])?.clear).toBe(true);
    const next = normals(11);
    const clear = Array.from({ length: 2000 }, () => structure([kernel(5, 5, next)])?.clear).filter(Boolean);
    expect(clear.length / 2000).toBeGreaterThan(0.02);
    expect(clear.length / 2000).toBeLessThan(0.08);
  });
});
