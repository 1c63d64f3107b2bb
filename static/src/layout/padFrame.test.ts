import { describe, expect, it } from "vitest";

import { boxAbove, centred, digitFrame } from "./padFrame";

describe("the input on the pad", () => {
  it("is as large as the pad holds, in its middle", () => {
    expect(centred(28, 28, 280)).toEqual({ left: 0, top: 0, scale: 10 });
    expect(centred(30, 40, 80)).toEqual({ left: 0, top: 10, scale: 2 });
  });

  it("is a digit of which the ink's boxes lie on one another", () => {
    // Ink of 100 × 50 at (20, 120) became 20 × 10 at (4, 9): five pixels of the pad for one of the input.
    const { left, top, scale } = digitFrame([20, 120, 120, 170], [4, 9, 24, 19], 28);
    expect(scale).toBeCloseTo(5);
    expect(top + scale * 4).toBeCloseTo(20);
    expect(left + scale * 9).toBeCloseTo(120);
  });
});

describe("the box of what is above a threshold", () => {
  it("ends after the last row and column", () => {
    expect(boxAbove([0, 0, 0, 0, 20, 9, 0, 30, 0], 3, 3, 10)).toEqual([1, 1, 3, 2]);
  });

  it("is nothing without any", () => {
    expect(boxAbove([1, 2], 1, 2, 10)).toBeNull();
  });
});
