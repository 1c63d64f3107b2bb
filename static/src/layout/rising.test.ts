import { describe, expect, it } from "vitest";

import { course } from "./rising";

describe("course", () => {
  it("spreads the steps over the width and the values over the height", () => {
    expect(course([1, 3, 2], 10, 8)).toEqual({
      low: 1,
      high: 3,
      points: [
        [0, 8],
        [5, 0],
        [10, 4],
      ],
    });
  });
  it("leaves out what is not finite", () => {
    expect(course([null, 1, Infinity, 2], 3, 1)?.points).toEqual([
      [1, 1],
      [3, 0],
    ]);
    expect(course([null, NaN], 3, 1)).toBeNull();
    expect(course([], 3, 1)).toBeNull();
  });
  it("draws equal values in the middle", () => {
    expect(course([0, 0], 4, 2)?.points).toEqual([
      [0, 1],
      [4, 1],
    ]);
    expect(course([-5], 4, 2)?.points).toEqual([[0, 1]]);
  });
});
