import { expect, it } from "vitest";

import { across, down, extent, type Frame, nearestIndex, path } from "./curve";

const FRAME: Frame = { w: 100, h: 50, x: [-5, 5], y: [0, 1] };

it("puts the ends of an axis at the ends of the drawing, the larger numbers above", () => {
  expect([across(FRAME, -5), across(FRAME, 0), across(FRAME, 5)]).toEqual([0, 50, 100]);
  expect([down(FRAME, 0), down(FRAME, 1)]).toEqual([50, 0]);
});

it("keeps zero in sight, with air above and below", () => {
  const [low, high] = extent([2, null, 10]);
  expect(low).toBeLessThan(0);
  expect(high).toBeGreaterThan(10);
  expect(extent([0, 0])[1]).toBeGreaterThan(0);
});

it("breaks a line where it jumps, and where there is no number", () => {
  expect(path(FRAME, [-5, 0, 5], [0, 0, 1])).toBe("M0.0 50.0L50.0 50.0M100.0 0.0");
  expect(path(FRAME, [-5, 0, 5], [0.5, null, 0.5])).toBe("M0.0 25.0M100.0 25.0");
  expect(path(FRAME, [-5, 5], [0.4, 0.6])).toBe("M0.0 30.0L100.0 20.0");
});

it("finds the nearest of evenly spaced numbers, within their ends", () => {
  const xs = [-2, -1, 0, 1, 2];
  expect([-9, -1.4, 0.2, 1.6, 9].map((value) => nearestIndex(xs, value))).toEqual([0, 1, 2, 4, 4]);
});
