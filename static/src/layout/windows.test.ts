import { expect, it } from "vitest";

import {
  type Axis,
  countOf,
  coverage,
  exactSize,
  fieldCoverage,
  marksOf,
  samePadding,
  sizeUnder,
  spanOf,
} from "./windows";

const axis = (size: number, kernel: number, more: Partial<Axis> = {}): Axis => ({
  ...{ size, kernel, stride: 1, before: 0, after: 0, dilation: 1, ceil: false },
  ...more,
});

it("gives the lectures' sizes, and their fraction where the window does not fit", () => {
  expect(sizeUnder(axis(7, 3), "strict")).toBe(5);
  expect(sizeUnder(axis(7, 3, { stride: 2 }), "strict")).toBe(3);
  expect(sizeUnder(axis(32, 5, { before: 2, after: 2 }), "strict")).toBe(32);
  const misfit = axis(7, 3, { stride: 3 });
  expect(exactSize(misfit)).toBeCloseTo(7 / 3);
  expect([sizeUnder(misfit, "floor"), sizeUnder(misfit, "ceil"), sizeUnder(misfit, "strict")]).toEqual([
    2,
    3,
    null,
  ]);
});

it("drops a window that would begin in the padding at the end, as torch does", () => {
  // nn.MaxPool2d(2, 3, 1, ceil_mode=True) of 4 pixels, and nn.MaxPool2d(3, 2, ceil_mode=True) of 6
  expect(sizeUnder(axis(4, 2, { stride: 3, before: 1, after: 1 }), "ceil")).toBe(2);
  expect(sizeUnder(axis(6, 3, { stride: 2 }), "ceil")).toBe(3);
});

it("refuses a window that is larger than the padded input", () => {
  expect((["floor", "ceil", "strict"] as const).map((rule) => sizeUnder(axis(2, 3), rule))).toEqual([
    null,
    null,
    null,
  ]);
  expect(countOf(axis(2, 3))).toBe(0);
});

it("counts how often a pixel is read: once at the corner, nine times in the middle", () => {
  const counts = coverage(axis(7, 3));
  expect(counts).toEqual([1, 2, 3, 3, 3, 2, 1]);
  const squares = counts.map((count) => count ** 2);
  expect([squares[0], squares[3]]).toEqual([1, 9]);
});

/** The columns of torch's gradient of conv2d(x, ones).sum(), one row of a picture one pixel high. */
const TORCH: [Axis, number[]][] = [
  [axis(7, 3, { before: 1, after: 1 }), [2, 3, 3, 3, 3, 3, 2]],
  [axis(7, 3, { stride: 3 }), [1, 1, 1, 1, 1, 1, 0]],
  [axis(8, 5, { stride: 2, before: 1, after: 1 }), [1, 2, 2, 3, 2, 2, 1, 1]],
  [axis(9, 3, { dilation: 2 }), [1, 1, 2, 2, 3, 2, 2, 1, 1]],
  [axis(7, 2, { stride: 3 }), [1, 1, 0, 1, 1, 0, 0]],
];

it.each(TORCH)("counts what torch's gradient of ones counts: %o", (given, expected) => {
  expect(coverage(given)).toEqual(expected);
});

/** By torch: how many units of the last map have a gradient other than zero at each pixel of a row. */
const LENET = [1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2, 1, 1];
const STRIDED = [1, 2, 2, 3, 3, 4, 3, 4, 3, 4, 3, 3, 2, 2, 1];

it("counts the units that torch's gradients reach through a network", () => {
  // LeNet-5 up to its second pool; a 3×3 with stride 2 and padding 1 and one more 3×3 over 15 pixels
  expect(fieldCoverage({ size: 16, stride: 4, start: -2 }, 5, 28)).toEqual(LENET);
  expect(fieldCoverage({ size: 7, stride: 2, start: -1 }, 6, 15)).toEqual(STRIDED);
});

it("counts the fields that hold a pixel as laying them out one by one does", () => {
  const field = { size: 5, stride: 2, start: -1 };
  const held = (pixel: number): number =>
    [0, 1, 2, 3].filter((unit) => pixel >= -1 + 2 * unit && pixel < 4 + 2 * unit).length;
  expect(fieldCoverage(field, 4, 9)).toEqual(Array.from({ length: 9 }, (_, pixel) => held(pixel)));
  expect(fieldCoverage({ size: 32, stride: null, start: -2 }, 3, 4)).toEqual([3, 3, 3, 3]);
});

it("shows the rounded-up window that sticks out beyond the padding", () => {
  expect(spanOf(axis(7, 3, { stride: 3, ceil: true }))).toEqual({ from: 0, to: 9 });
  expect(spanOf(axis(7, 3, { before: 1, after: 1 }))).toEqual({ from: -1, to: 8 });
});

it("marks lost pixels, and the middles of windows that the stride passes over", () => {
  const { lost, middles } = marksOf(axis(7, 3, { stride: 3 }));
  expect(lost).toEqual([false, false, false, false, false, false, true]);
  expect(middles).toEqual([null, "there", "passed", "passed", "there", null, null]);
});

it("fills in the padding that keeps the size, for odd kernels alone", () => {
  const same = (kernel: number): [number, number] | null => samePadding([axis(9, kernel), axis(9, kernel)]);
  expect([3, 5, 7].map(same)).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
  ]);
  expect(same(4)).toBeNull();
  expect(samePadding([axis(9, 3, { dilation: 2 }), axis(9, 1)])).toEqual([2, 0]);
});
