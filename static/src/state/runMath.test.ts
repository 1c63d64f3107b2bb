import { describe, expect, it } from "vitest";

import { clock, epochPlace, nearest, neighbour, secondsLeft, smooth, stepsToEpochEnd, thin } from "./runMath";

describe("epochPlace", () => {
  it("4,000 images in batches of 64 are 63 updates an epoch", () => {
    const perEpoch = Math.ceil(4000 / 64);
    expect(epochPlace(0, perEpoch, 20)).toEqual({ update: 0, updates: 63, epoch: 1 });
    expect(epochPlace(63, perEpoch, 20)).toEqual({ update: 63, updates: 63, epoch: 1 });
    expect(epochPlace(64, perEpoch, 20)).toEqual({ update: 1, updates: 63, epoch: 2 });
    expect(epochPlace(1260, perEpoch, 20)).toEqual({ update: 63, updates: 63, epoch: 20 });
  });
});

it("goes to the end of the epoch, or through the next one", () => {
  expect(stepsToEpochEnd(0, 63)).toBe(63);
  expect(stepsToEpochEnd(60, 63)).toBe(3);
  expect(stepsToEpochEnd(63, 63)).toBe(63);
});

it("knows the time left from the rate", () => {
  expect(secondsLeft(100, 200, 64, 6400)).toBeCloseTo(1);
  expect(secondsLeft(0, 200, 64, null)).toBeNull();
  expect([0.4, 42, 725, 11400].map(clock)).toEqual(["0:00", "0:42", "12:05", "3:10:00"]);
});

describe("smooth", () => {
  it("keeps a constant and the first value", () => {
    expect(smooth([2, 2, 2], 0.9).map((value) => value?.toFixed(6))).toEqual([
      "2.000000",
      "2.000000",
      "2.000000",
    ]);
    expect(smooth([5, 1], 0.5)[0]).toBeCloseTo(5);
  });

  it("weighs newer values more: (0.25·4 + 0.5·1) / 0.75", () => {
    expect(smooth([4, 1], 0.5)[1]).toBeCloseTo(2);
  });

  it("leaves gaps alone and changes nothing at weight 0", () => {
    expect(smooth([1, null, 1], 0.5)).toEqual([1, null, 1]);
    expect(smooth([3, 1], 0)).toEqual([3, 1]);
  });
});

it("thins a long column without losing its ends", () => {
  expect(thin(5, 10)).toEqual([0, 1, 2, 3, 4]);
  expect(thin(10, 4)).toEqual([0, 3, 6, 9]);
  expect(thin(11, 4)).toEqual([0, 3, 6, 9, 10]);
  expect(thin(0, 4)).toEqual([]);
});

it("finds checkpoints near a step", () => {
  expect([0, 40, 60, 999].map((step) => nearest([0, 63, 126], step))).toEqual([0, 63, 63, 126]);
  expect(nearest([], 5)).toBeNull();
  expect(neighbour([0, 63, 126], 63, 1)).toBe(126);
  expect(neighbour([0, 63, 126], 70, -1)).toBe(63);
  expect(neighbour([0, 63], 63, 1)).toBeNull();
});
