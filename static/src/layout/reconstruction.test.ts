import { describe, expect, it } from "vitest";

import type { FrameTensor } from "../net/frame";
import { asPicture, meanSquared } from "./reconstruction";

const input: FrameTensor = {
  ...{ name: "input", shape: [1, 1, 2], dtype: "uint8", low: [0], high: [255] },
  data: Uint8Array.from([0, 255]),
};
const output = (...values: number[]): FrameTensor => ({
  ...{ name: "out", shape: [1, 1, 2], dtype: "float32", low: [], high: [] },
  data: Float32Array.from(values),
});

describe("a reconstruction", () => {
  it("is a picture again, whatever the normalisation", () => {
    expect([...asPicture(output(0, 1), "none", null).data]).toEqual([0, 255]);
    expect([...asPicture(output(-0.5, 0.5), "half", null).data]).toEqual([0, 255]);
    expect([...asPicture(output(-1, 3), "standard", { mean: [0.2], std: [0.2] }).data]).toEqual([0, 204]);
    expect([...asPicture(output(-7, 7), "none", null).data]).toEqual([0, 255]);
  });
  it("is as wrong as its squared differences are on average", () => {
    expect(meanSquared(output(0, 1), input, "none", null)).toBe(0);
    expect(meanSquared(output(0.5, 0.5), input, "none", null)).toBe(0.25);
    expect(meanSquared(output(0.5, 0.5), input, "half", null)).toBe(0.5);
    const larger = { ...input, data: Uint8Array.from([0]) };
    expect(meanSquared(output(0, 1), larger, "none", null)).toBe(null);
  });
});
