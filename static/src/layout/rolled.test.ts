import { expect, it } from "vitest";

import { isVector, rolled } from "./rolled";

it("knows a vector from a square and from a single number", () => {
  expect(isVector([[[1]], [[2]]])).toBe(true);
  expect(isVector([[[1, 2]], [[3, 4]]])).toBe(false);
  expect(isVector([[[1]]])).toBe(false);
});

it("rolls a vector into rows of ten, the last one shorter", () => {
  const numbers = Array.from({ length: 12 }, (_, index) => [[index]]);
  expect(rolled(numbers)).toEqual([
    [
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      [10, 11],
    ],
  ]);
});
