import { expect, it } from "vitest";

import type { FrameTensor } from "../net/frame";
import { planeOf, rangeOf, strongest } from "./signed";

const maps: FrameTensor = {
  name: "c1",
  shape: [3, 1, 2],
  dtype: "uint8",
  low: [-1, 0, -4],
  high: [1, 0.5, 0],
  data: Uint8Array.of(0, 255, 0, 255, 255, 0),
};
const vector: FrameTensor = {
  ...maps,
  shape: [4],
  low: [-2],
  high: [3.1],
  data: Uint8Array.of(0, 255, 0, 0),
};

it("decodes a channel by its own ends, and a vector as one row", () => {
  expect(planeOf(maps, 2)).toEqual({ channel: 2, rows: 1, cols: 2, values: Float32Array.of(0, -4) });
  expect(planeOf(vector, 0)).toMatchObject({ rows: 1, cols: 4, values: Float32Array.of(-2, 3.1, -2, -2) });
});

it("keeps the strongest channels in their order", () => {
  expect(strongest(maps, 2)).toEqual([0, 2]);
  expect(strongest(maps, 9)).toEqual([0, 1, 2]);
  expect(strongest(vector, 2)).toEqual([0]);
});

it("ends the scale at the largest number by size", () => {
  expect(rangeOf(maps)).toBe(4);
  expect(rangeOf(vector)).toBe(3.1);
});
