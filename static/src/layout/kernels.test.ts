import { describe, expect, it } from "vitest";

import { derivative, type Kernel, KERNELS, kernelOf, kernelsFor, smoothing } from "./kernels";

const sum = (kernel: Kernel): number => kernel.flat().reduce((total, value) => total + value, 0);
const magnitude = (kernel: Kernel): number =>
  kernel.flat().reduce((total, value) => total + Math.abs(value), 0);

describe("well-known kernels", () => {
  it("are those of the books at 3×3", () => {
    expect(kernelOf("sobel-x", 3, 3)).toEqual([
      [-1, 0, 1],
      [-2, 0, 2],
      [-1, 0, 1],
    ]);
    expect(kernelOf("sobel-y", 3, 3)).toEqual([
      [-1, -2, -1],
      [0, 0, 0],
      [1, 2, 1],
    ]);
    expect(kernelOf("sharpen", 3, 3)[1]).toEqual([-1, 5, -1]);
    expect(kernelOf("edge", 3, 3)[1]).toEqual([-1, 4, -1]);
  });

  it("grow with the size", () => {
    expect(smoothing(5)).toEqual([1, 4, 6, 4, 1]);
    expect(derivative(5)).toEqual([-1, -2, 0, 2, 1]);
    expect(derivative(2)).toEqual([-1, 1]);
  });

  it.each([3, 4, 5, 7, 11])("keep a grey area as it is, or are blind to it: %i", (side) => {
    for (const name of ["identity", "blur", "sharpen"] as const)
      expect(sum(kernelOf(name, side, side))).toBeCloseTo(1);
    for (const name of ["edge", "sobel-x", "sobel-y", "gabor"] as const)
      expect(sum(kernelOf(name, side, side, 30))).toBeCloseTo(0);
    for (const name of ["sobel-x", "sobel-y", "gabor"] as const)
      expect(magnitude(kernelOf(name, side, side))).toBeCloseTo(8);
  });

  it("wave in the direction asked for", () => {
    const [across, down] = [kernelOf("gabor", 5, 5, 0), kernelOf("gabor", 5, 5, 90)];
    across.forEach((row, y) => row.forEach((value, x) => expect(down[x]?.[y]).toBeCloseTo(value, 10)));
    expect(across[2]?.[2]).toBeGreaterThan(0);
    expect(across[2]?.[0]).toBeLessThan(0);
  });

  it("are offered where they have room", () => {
    expect(kernelsFor(1, 1)).toEqual(["identity", "blur"]);
    expect(kernelsFor(1, 3)).toEqual(["identity", "blur", "sobel-x"]);
    expect(kernelsFor(5, 5)).toEqual([...KERNELS]);
  });
});
