import { expect, test } from "vitest";

import { milestones } from "./milestones";

const at = (seconds: number, accuracy: number | null) => ({
  step: seconds * 10,
  epoch: seconds,
  seconds,
  loss: 0,
  accuracy,
});

test("a goal is reached at the first evaluation at or above it", () => {
  const found = milestones([at(1, 0.9), at(2, 0.98), at(3, 0.975), at(4, null)]);
  expect(found).toEqual([
    { goal: 0.97, seconds: 2 },
    { goal: 0.98, seconds: 2 },
    { goal: 0.99, seconds: null },
  ]);
});

test("before any evaluation nothing is reached", () => {
  expect(milestones([]).map(({ seconds }) => seconds)).toEqual([null, null, null]);
});
