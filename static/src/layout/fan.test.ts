import { expect, test } from "vitest";

import type { Gradients } from "../gen/api";
import { fanOf, nearestArrow } from "./fan";

/** Four images whose gradients are (3, 4), (3, −4), (1, 0), (1, 0): the mean is (2, 0). */
const four: Gradients = {
  step: 5,
  batch_size: 2,
  indices: [0, 1, 2, 3],
  labels: [0, 0, 0, 0],
  losses: [1, 1, 1, 1],
  singles: { x: [3, 3, 1, 1], y: [4, -4, 0, 0], norm: [5, 5, 1, 1] },
  batches: [
    { size: 1, milliseconds: 1, arrows: { x: [3, 3, 1, 1], y: [4, -4, 0, 0], norm: [5, 5, 1, 1] } },
    { size: 2, milliseconds: 1, arrows: { x: [3, 1], y: [0, 0], norm: [3, 1] } },
    { size: 4, milliseconds: 2, arrows: { x: [2], y: [0], norm: [2] } },
  ],
  full: 2,
  shown: 1,
};

test("nine tenths of the arrows fit into the square", () => {
  const { arrows, full, scale } = fanOf(four, 1, "mean");
  expect(scale).toBe(5);
  expect(arrows[0]).toMatchObject({ x: 0.6, y: 0.8, norm: 5 });
  expect(arrows[0]?.angle).toBeCloseTo(53.13, 2);
  expect(full).toBe(0.4);
});

test("larger mini-batches are nearer to the full gradient", () => {
  expect(fanOf(four, 1, "mean").noise).toBeCloseTo(Math.sqrt(13 - 4) / 2);
  expect(fanOf(four, 2, "mean").noise).toBeCloseTo(Math.sqrt(5 - 4) / 2);
  expect(fanOf(four, 4, "mean").noise).toBe(0);
});

test("a sum is as many times as long as there are images, in the same direction", () => {
  const [mean, sum] = [fanOf(four, 2, "mean"), fanOf(four, 2, "sum")];
  expect(sum.arrows.map(({ x, y, angle }) => [x, y, angle])).toEqual(
    mean.arrows.map(({ x, y, angle }) => [x, y, angle]),
  );
  expect(sum.arrows.map(({ norm }) => norm)).toEqual([6, 2]);
  expect(sum.scale).toBe(2 * mean.scale);
});

test("what is not there has no arrows", () => {
  expect(fanOf(four, 64, "mean")).toMatchObject({ arrows: [], noise: null });
  const nothing = {
    ...four,
    full: 0,
    batches: [{ size: 1, milliseconds: 1, arrows: { x: [0], y: [0], norm: [0] } }],
  };
  expect(fanOf(nothing, 1, "mean")).toEqual({
    arrows: [{ x: 0, y: 0, norm: 0, angle: null }],
    full: 0,
    scale: 1,
    noise: null,
  });
});

test("the nearest end is found", () => {
  const { arrows } = fanOf(four, 1, "mean");
  expect(nearestArrow(arrows, 0.5, -0.9)).toBe(1);
  expect(nearestArrow([], 0, 0)).toBe(-1);
});
