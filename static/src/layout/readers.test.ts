import { expect, it } from "vitest";

import { readersAlong, readersOf } from "./readers";
import type { Axis } from "./windows";

const axis = (size: number, kernel: number, more: Partial<Axis> = {}): Axis => ({
  ...{ size, kernel, stride: 1, before: 0, after: 0, dilation: 1, ceil: false },
  ...more,
});

it("counts fewer windows at the border than in the middle", () => {
  expect(readersAlong(axis(7, 3), 0)).toEqual([0]);
  expect(readersAlong(axis(7, 3), 3)).toEqual([1, 2, 3]);
  expect(readersAlong(axis(7, 3, { before: 1, after: 1 }), 0)).toEqual([0, 1]);
});

it("skips what a stride or a dilation passes over", () => {
  expect(readersAlong(axis(7, 2, { stride: 3 }), 2)).toEqual([]);
  expect(readersAlong(axis(7, 2, { stride: 3 }), 4)).toEqual([1]);
  expect(readersAlong(axis(7, 3, { dilation: 2 }), 3)).toEqual([1]);
  expect(readersAlong(axis(7, 3, { dilation: 2 }), 2)).toEqual([0, 2]);
});

it("takes rows and columns by themselves", () => {
  expect(readersOf([axis(4, 2), axis(4, 3)], 1, 3)).toEqual([[0, 1], [1]]);
});
