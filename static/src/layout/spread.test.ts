import { expect, it } from "vitest";

import { axisOf, deviationOf, shares } from "./spread";

const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0);

it("holds all histograms on one axis", () => {
  const ends = [
    { low: -1, high: 2, counts: [1] },
    { low: 0, high: 5, counts: [1] },
  ];
  expect(axisOf(ends)).toEqual({ low: -1, high: 5 });
  expect(axisOf([{ low: 0, high: 0, counts: [9] }])).toEqual({ low: -1, high: 1 });
  expect(axisOf([])).toBeNull();
});

it("keeps every number, wherever the bins fall", () => {
  const histogram = { low: -0.7, high: 1.3, counts: [4, 0, 6, 10] };
  for (const bins of [3, 8, 40]) expect(sum(shares(histogram, { low: -2, high: 2 }, bins))).toBeCloseTo(1);
});

it("spreads a bin over those that it covers", () => {
  expect(shares({ low: 0, high: 2, counts: [1, 3] }, { low: 0, high: 2 }, 4)).toEqual([
    0.125, 0.125, 0.375, 0.375,
  ]);
});

it("puts equal numbers into one bin, those at the end into the last", () => {
  expect(shares({ low: 1, high: 1, counts: [7] }, { low: 0, high: 2 }, 2)).toEqual([0, 1]);
  expect(shares({ low: 2, high: 2, counts: [7] }, { low: 0, high: 2 }, 2)).toEqual([0, 1]);
});

it("takes the deviation from the middles of the bins", () => {
  expect(deviationOf({ low: -1, high: 1, counts: [3, 3] })).toBeCloseTo(0.5);
  expect(deviationOf({ low: 2, high: 2, counts: [9] })).toBe(0);
  const even = { low: 0, high: 1, counts: new Array<number>(40).fill(5) };
  expect(deviationOf(even)).toBeCloseTo(1 / Math.sqrt(12), 3);
});
