import { expect, it } from "vitest";

import { countsOf, indicesOf, pixelRows } from "./datasetImages";

it("counts and filters by class", () => {
  expect(countsOf([0, 2, 2], 3)).toEqual([1, 0, 2]);
  expect(indicesOf([0, 2, 2], 2)).toEqual([1, 2]);
  expect(indicesOf([0, 2], null)).toEqual([0, 1]);
});

it("reads grey rows and RGB triples from canvas data", () => {
  const data = new Uint8ClampedArray([1, 2, 3, 255, 4, 5, 6, 255]);
  expect(pixelRows(data, 2, 1)).toEqual([[1, 4]]);
  expect(pixelRows(data, 1, 3)).toEqual([[[1, 2, 3]], [[4, 5, 6]]]);
});
