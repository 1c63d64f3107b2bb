import { expect, it } from "vitest";

import type { FrameTensor } from "../../net/frame";
import { beside, common, filtersOf, mapsOf } from "./difference";

const floats = (shape: number[], data: number[]): FrameTensor => ({
  ...{ name: "c1", shape, dtype: "float32", data: Float32Array.from(data) },
  ...{ low: [Math.min(...data)], high: [Math.max(...data)] },
});

it("subtracts the first from the second, with sign, on one scale", () => {
  const one = floats([2, 1, 2], [1, -2, 0, 0]);
  const other = floats([2, 1, 2], [1.5, -3, 0, 0.25]);
  const { trios, range, apart, channels } = beside(mapsOf(one), mapsOf(other), 8);
  expect(trios.map(({ difference }) => [...(difference?.values ?? [])])).toEqual([
    [0.5, -1],
    [0, 0.25],
  ]);
  expect([range, apart, channels]).toEqual([3, 1, [2, 2]]);
});

it("finds no difference where there is none, and shows the first channels only", () => {
  const one = mapsOf(floats([3, 1, 1], [1, 2, 3]));
  const { trios, apart, range } = beside(one, one, 2);
  expect([trios.length, apart, range]).toEqual([2, 0, 3]);
});

it("subtracts nothing from another shape, and shows both", () => {
  const wide = mapsOf(floats([1, 2, 2], [1, 2, 3, 4]));
  const flat = mapsOf(floats([1, 1, 4], [1, 2, 3, 4]));
  const { trios, apart } = beside(wide, flat, 8);
  expect(trios.map(({ before, after, difference }) => [!!before, !!after, difference])).toEqual([
    [true, true, null],
  ]);
  expect(apart).toBeNull();
  expect(beside(wide, null, 8).apart).toBeNull();
  expect(beside(null, null, 8)).toMatchObject({ trios: [], apart: null });
});

it("compares the channels that both have", () => {
  const few = mapsOf(floats([1, 1, 2], [1, 2]));
  const more = mapsOf(floats([2, 1, 2], [1, 4, 5, 6]));
  const { trios, apart, channels } = beside(few, more, 8);
  expect(trios.map(({ difference }) => difference && [...difference.values])).toEqual([[0, 2], null]);
  expect([apart, channels]).toEqual([2, [1, 2]]);
});

it("decodes maps of 256 steps before it subtracts", () => {
  const bytes: FrameTensor = {
    ...{
      name: "c1",
      shape: [1, 1, 2],
      dtype: "uint8",
      data: Uint8Array.from([0, 255]),
      low: [-1],
      high: [1],
    },
  };
  const { trios } = beside(mapsOf(bytes), mapsOf({ ...bytes, low: [0], high: [4] }), 1);
  expect([...(trios[0]?.difference?.values ?? [])]).toEqual([1, 3]);
});

it("takes a vector as one row", () => {
  const { trios } = beside(mapsOf(floats([3], [1, 2, 3])), mapsOf(floats([3], [0, 2, 5])), 4);
  expect([trios.length, trios[0]?.after?.rows, trios[0]?.after?.cols]).toEqual([1, 1, 3]);
  expect([...(trios[0]?.difference?.values ?? [])]).toEqual([-1, 0, 2]);
});

it("packs a filter's kernels with a cell between them", () => {
  const numbers = Array.from({ length: 24 }, (_, i) => i + 1);
  const layered = filtersOf(floats([2, 3, 2, 2], numbers), [2, 3, 2, 2]);
  const { rows, cols, values } = layered.plane(1);
  expect([rows, cols]).toEqual([5, 5]);
  const row = (y: number): number[] => [...values.slice(y * cols, (y + 1) * cols)];
  expect([0, 1, 2, 3, 4].map(row)).toEqual([
    [13, 14, 0, 17, 18],
    [15, 16, 0, 19, 20],
    [0, 0, 0, 0, 0],
    [21, 22, 0, 0, 0],
    [23, 24, 0, 0, 0],
  ]);
});

it("knows the steps that both runs have", () => {
  expect(common([0, 1, 5, 38, 76], [76, 0, 2, 38])).toEqual([0, 38, 76]);
  expect(common([0], [])).toEqual([]);
});
