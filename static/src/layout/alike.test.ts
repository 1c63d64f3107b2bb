import { describe, expect, it } from "vitest";

import { coloured, cosines, pairs } from "./alike";

describe("cosines", () => {
  it("is 1 for the same direction, −1 for the opposite, 0 for a right angle", () => {
    const found = cosines([
      [1, 0],
      [3, 0],
      [-2, 0],
      [0, 5],
    ]);
    expect(found[0]).toEqual([1, 1, -1, 0]);
    expect(found[3]).toEqual([0, 0, 0, 1]);
  });
  it("is that of the angle", () => {
    const at = (angle: number): number[] => [Math.cos(angle), Math.sin(angle)];
    expect(cosines([at(0.2), at(1.1)])[0]?.[1]).toBeCloseTo(Math.cos(0.9), 12);
  });
  it("has no direction for zeros and stays within −1…1", () => {
    expect(
      cosines([
        [0, 0],
        [1, 2],
      ]),
    ).toEqual([
      [null, null],
      [null, 1],
    ]);
    const weights = [0.1, 0.2, 0.3];
    expect(cosines([weights, weights.map((one) => one * 3)])[0]?.[1]).toBeLessThanOrEqual(1);
  });
  it("is symmetric", () => {
    const filters = [
      [1, 2, 3],
      [2, -1, 0.5],
      [0.3, 0.1, -4],
    ];
    const found = cosines(filters);
    found.forEach((row, a) =>
      row.forEach((cosine, b) => expect(cosine).toBeCloseTo(found[b]?.[a] ?? NaN, 12)),
    );
  });
});

describe("pairs", () => {
  it("has each pair once, most alike first", () => {
    const matrix = cosines([
      [1, 0],
      [0, 1],
      [1, 0.1],
      [0, 0],
    ]);
    expect(pairs(matrix, 9).map(({ a, b }) => [a, b])).toEqual([
      [0, 2],
      [1, 2],
      [0, 1],
    ]);
    expect(pairs(matrix, 1)).toHaveLength(1);
  });
});

describe("coloured", () => {
  it("is grey for 0, bright for the largest, and dark for the most negative of the same size", () => {
    expect(coloured([0, 2, 0, 0, -2, 1])).toEqual([
      [128, 128, 0],
      [255, 128, 191],
    ]);
    expect(coloured([2, 0, 0], -1)).toEqual([[0, 128, 128]]);
    expect(coloured([0, 0, 0])).toEqual([[128, 128, 128]]);
  });
});
