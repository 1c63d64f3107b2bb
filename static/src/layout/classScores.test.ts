import { expect, it } from "vitest";

import { classScores } from "./classScores";

it("counts precision down the columns and recall along the rows", () => {
  // Of 10 cats 8 are found; of 12 answers "cat" 8 are right.
  const [cat, dog] = classScores([
    [8, 2],
    [4, 16],
  ]);
  expect(cat?.precision).toBeCloseTo(8 / 12, 12);
  expect(cat?.recall).toBeCloseTo(0.8, 12);
  expect(cat?.f1).toBeCloseTo((2 * 8) / (2 * 8 + 2 + 4), 12);
  expect(dog).toEqual({ precision: 16 / 18, recall: 0.8, f1: expect.closeTo(32 / 38, 12), images: 20 });
});

it("has no precision for an answer that was never given, and no recall for a class without images", () => {
  expect(
    classScores([
      [3, 0],
      [2, 0],
    ])[1],
  ).toEqual({ precision: null, recall: 0, f1: null, images: 2 });
  expect(
    classScores([
      [3, 1],
      [0, 0],
    ])[1],
  ).toEqual({ precision: 0, recall: null, f1: null, images: 0 });
});
