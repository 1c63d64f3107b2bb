import { describe, expect, it } from "vitest";

import type { FrameTensor } from "../net/frame";
import type { NodeSummary } from "../state/network/types";
import { brightest, highest, unpadded } from "./brightest";

const map = (rows: number[][][]): FrameTensor => ({
  name: "c1",
  dtype: "float32",
  shape: [rows.length, rows[0]?.length ?? 0, rows[0]?.[0]?.length ?? 0],
  low: [],
  high: [],
  data: Float32Array.from(rows.flat(2)),
});

const node = (size: number, stride: number | null, start: number): NodeSummary =>
  ({
    receptive_field: {
      size: [size, size],
      stride: stride === null ? null : [stride, stride],
      start: [start, start],
    },
  }) as NodeSummary;

describe("the brightest unit", () => {
  const two = map([
    [
      [1, 0, 0],
      [0, 2, 0],
      [0, 0, 0],
    ],
    [
      [0, 0, -9],
      [0, 0, 0],
      [0, 3, 0],
    ],
  ]);

  it("has the largest magnitude of all channels, whatever its sign", () => {
    expect(brightest(two, null, null)).toEqual({ channel: 1, y: 0, x: 2 });
  });

  it("is looked for within a window only", () => {
    expect(brightest(two, { y: [1, 1], x: [0, 2] }, null)).toEqual({ channel: 0, y: 1, x: 1 });
  });

  it("stays where another is hardly stronger, and goes where one is much stronger", () => {
    const near = map([[[10, 9, 1]]]);
    expect(brightest(near, null, { channel: 0, y: 0, x: 1 })).toEqual({ channel: 0, y: 0, x: 1 });
    expect(brightest(near, null, { channel: 0, y: 0, x: 2 })).toEqual({ channel: 0, y: 0, x: 0 });
  });

  it("is found in bytes with their ranges", () => {
    const bytes = {
      ...{ name: "v", dtype: "uint8", shape: [2, 1, 2], low: [-4, 0], high: [1, 3] },
      data: Uint8Array.from([0, 255, 0, 255]),
    };
    expect(brightest(bytes, null, null)).toEqual({ channel: 0, y: 0, x: 0 });
  });

  it("counts in the node's own units where a map was sent reduced", () => {
    const reduced = { ...map([[[0, 5]]]), scale: 4 };
    expect(brightest(reduced, null, null)).toEqual({ channel: 0, y: 0, x: 4 });
  });

  it("is not there where everything is nought", () => {
    expect(brightest(map([[[0, 0]]]), null, null)).toBeNull();
  });
});

describe("units that see no padding", () => {
  it("are all but the rim of a padded convolution", () => {
    expect(unpadded(node(5, 1, -2), 28, 28)).toEqual({ y: [2, 25], x: [2, 25] });
  });

  it("are counted in strides", () => {
    expect(unpadded(node(6, 2, -2), 28, 28)).toEqual({ y: [1, 12], x: [1, 12] });
  });

  it("are none where the field is larger than the picture, or the same for all", () => {
    expect(unpadded(node(32, 4, -2), 28, 28)).toBeNull();
    expect(unpadded(node(32, null, -2), 28, 28)).toBeNull();
  });
});

describe("the highest score", () => {
  const scores = (...values: number[]): FrameTensor => ({
    ...map([[[]]]),
    shape: [values.length],
    data: Float32Array.from(values),
  });

  it("goes by value where the brightest goes by magnitude", () => {
    expect(highest(scores(-22, 3, 9))).toEqual({ channel: 2, y: 0, x: 0 });
    expect(highest(scores(-3, -1, -2))).toEqual({ channel: 1, y: 0, x: 0 });
    expect(highest(scores())).toBeNull();
  });
});
