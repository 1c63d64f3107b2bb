import { describe, expect, it } from "vitest";

import { KERNEL, padded, PICTURE, positions, PRINTED, slide } from "./example";

describe("the lectures' padded example", () => {
  const around = padded(PICTURE, 1);

  it("keeps the size with one zero around, and its corner is what the lecture prints", () => {
    const result = slide(around, KERNEL, 1);
    expect(result).toEqual([
      [1, 6, 5, 6, 6],
      [7, 10, 9, 16, 9],
      [7, 10, 8, 12, 3],
      [9, 10, 12, 10, 6],
      [3, 11, 10, 6, 4],
    ]);
    const corner = result.slice(0, PRINTED).map((row) => row.slice(0, PRINTED));
    expect(corner).toEqual([
      [1, 6, 5],
      [7, 10, 9],
      [7, 10, 8],
    ]);
  });

  it("gives every second number with stride 2", () => {
    expect(slide(around, KERNEL, 2)).toEqual([
      [1, 5, 6],
      [7, 8, 3],
      [3, 10, 4],
    ]);
  });

  it("has 5, then 3 places for a window of 3 on 7 numbers, and none where the window is larger", () => {
    expect([1, 2, 3].map((stride) => positions(7, 3, stride))).toEqual([5, 3, 2]);
    expect(positions(2, 3, 1)).toBe(0);
  });
});
