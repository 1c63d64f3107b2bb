import { describe, expect, it } from "vitest";

import { inside, nearest, nextIn } from "./lasso";

const SQUARE = [
  { x: 0, y: 0 },
  { x: 4, y: 0 },
  { x: 4, y: 4 },
  { x: 0, y: 4 },
];
/** A U: what lies between its arms is outside. */
const ARCH = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
  { x: 1, y: 3 },
  { x: 3, y: 3 },
  { x: 3, y: 0 },
  { x: 4, y: 0 },
  { x: 4, y: 4 },
  { x: 0, y: 4 },
];
const SPOTS = [
  { x: 0, y: 0 },
  { x: 2, y: 0.5 },
  { x: 5, y: 0 },
  { x: 0, y: 3 },
];

describe("a lasso", () => {
  it("holds what is inside, whatever its form", () => {
    expect(inside({ x: 1, y: 1 }, SQUARE)).toBe(true);
    expect(inside({ x: 5, y: 1 }, SQUARE)).toBe(false);
    expect(inside({ x: 2, y: 1 }, ARCH)).toBe(false);
    expect(inside({ x: 3.5, y: 1 }, ARCH)).toBe(true);
    expect(inside({ x: 0, y: 0 }, [])).toBe(false);
  });

  it("finds the nearest point within reach", () => {
    expect(nearest(SPOTS, { x: 1.8, y: 0 }, 1)).toBe(1);
    expect(nearest(SPOTS, { x: 3.5, y: 3 }, 1)).toBeNull();
  });

  it("goes from point to point by arrows", () => {
    expect(nextIn(SPOTS, 0, [0, 1])).toBe(1);
    expect(nextIn(SPOTS, 1, [0, 1])).toBe(2);
    expect(nextIn(SPOTS, 0, [1, 0])).toBe(3);
    expect(nextIn(SPOTS, 2, [0, 1])).toBeNull();
  });
});
