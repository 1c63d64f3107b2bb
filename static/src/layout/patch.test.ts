import { describe, expect, it } from "vitest";

import { inside, strongest } from "./patch";

describe("inside", () => {
  it("cuts off what lies in the padding", () => {
    expect(inside([-2, 3, 4, 9], 8, 8)).toEqual([0, 3, 4, 8]);
    expect(inside([2, 2, 5, 5], 8, 8)).toEqual([2, 2, 5, 5]);
  });
  it("shows all where the unit sees padding alone", () => {
    expect(inside([-4, -4, 0, 0], 8, 6)).toEqual([0, 0, 8, 6]);
  });
});

describe("strongest", () => {
  it("finds the first largest number and its place", () => {
    expect(strongest([0, 1, 3, 2, 3, 1], 3)).toEqual({ y: 0, x: 2, value: 3 });
    expect(strongest([-3, -1, -2, -4], 2)).toEqual({ y: 0, x: 1, value: -1 });
    expect(strongest([NaN, 2, 1], 3)).toEqual({ y: 0, x: 1, value: 2 });
  });
});
