import { describe, expect, it } from "vitest";

import type { FrameTensor } from "../net/frame";
import { along, followed, largestChange } from "./comparison";
import { testInput, TESTS } from "./testInputs";
import { moved, STILL } from "./transform";

const CHANCE = (seed: number) => () => (seed = (seed * 16807) % 2147483647) / 2147483647;

function picture(rows: number, cols: number, planes = 1): { shape: number[]; data: number[] } {
  const next = CHANCE(7);
  const data = Array.from({ length: planes * rows * cols }, () => Math.floor(next() * 256));
  return { shape: [planes, rows, cols], data };
}

const flat = (pixels: number[][] | number[][][]): number[] => (pixels as number[][][]).flat(2);

describe("a moved picture", () => {
  it("has the same numbers elsewhere, and black where nothing was", () => {
    const before = picture(4, 5);
    const now = moved(before, { ...STILL, right: 2, down: -1 }) as number[][];
    for (let y = 0; y < 4; y += 1)
      for (let x = 0; x < 5; x += 1)
        expect(now[y]?.[x]).toBe(y + 1 < 4 && x >= 2 ? before.data[(y + 1) * 5 + x - 2] : 0);
  });

  it("is itself where nothing moves", () => {
    const before = picture(6, 6, 3);
    const rows = moved(before, STILL) as number[][][];
    expect(rows[2]?.[4]).toEqual([0, 1, 2].map((plane) => before.data[plane * 36 + 2 * 6 + 4]));
  });

  it("turned by a right angle clockwise has its first row as its last column", () => {
    const before = picture(5, 5);
    const now = moved(before, { ...STILL, angle: 90 }) as number[][];
    expect(now.map((row) => row[4])).toEqual(before.data.slice(0, 5));
    const half = moved(before, { ...STILL, angle: 180 });
    expect(flat(half)).toEqual([...before.data].reverse());
  });

  it("scaled by two shows its middle, and by a half keeps its middle pixel", () => {
    const before = picture(7, 7);
    const large = moved(before, { ...STILL, scale: 2 }) as number[][];
    const [a = 0, b = 0] = [before.data[3 * 7 + 3], before.data[3 * 7 + 4]];
    expect([large[3]?.[3], large[3]?.[5], large[3]?.[4]]).toEqual([a, b, Math.round((a + b) / 2)]);
    const small = moved(before, { ...STILL, scale: 0.5 }) as number[][];
    expect([small[3]?.[3], small[3]?.[4], small[0]?.[0]]).toEqual([a, before.data[3 * 7 + 5], 0]);
  });

  it("gets noise of the deviation asked for, the same every time", () => {
    const grey = { shape: [1, 100, 100], data: new Array<number>(10_000).fill(128) };
    const once = flat(moved(grey, { ...STILL, noise: 20 }));
    expect(flat(moved(grey, { ...STILL, noise: 20 }))).toEqual(once);
    const mean = once.reduce((sum, v) => sum + v, 0) / 1e4;
    const spread = Math.sqrt(once.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 1e4);
    expect(Math.abs(mean - 128)).toBeLessThan(1);
    expect(Math.abs(spread - 20)).toBeLessThan(0.6);
    expect(once.every((v) => Number.isInteger(v) && v >= 0 && v <= 255)).toBe(true);
  });
});

describe("test inputs", () => {
  it("are what their names say, at any size", () => {
    const sum = (test: (typeof TESTS)[number], height: number, width: number): number =>
      flat(testInput(test, 1, height, width)).reduce((total, v) => total + v, 0);
    expect(sum("flat", 3, 4)).toBe(128 * 12);
    expect(sum("dot", 9, 6)).toBe(255);
    expect(sum("step", 2, 6)).toBe(255 * 6);
    expect(sum("diagonal", 8, 8)).toBe(255 * 8);
    expect(sum("checker", 8, 8)).toBe(255 * 32);
    expect((testInput("dot", 3, 5, 5) as number[][][])[2]?.[2]).toEqual([255, 255, 255]);
  });
});

/** A map as it is sent: bytes between its ends. */
function sent(rows: number[][]): FrameTensor {
  const values = rows.flat();
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const data = Uint8Array.from(values, (v) => Math.round(((v - low) / (high - low || 1)) * 255));
  return {
    name: "m",
    shape: [1, rows.length, rows[0]?.length ?? 0],
    dtype: "uint8",
    low: [low],
    high: [high],
    data,
  };
}

/** A 3×3 convolution without padding, in floats. */
function convolved(pixels: number[][], kernel: number[]): number[][] {
  return Array.from({ length: pixels.length - 2 }, (_, y) =>
    Array.from({ length: (pixels[0]?.length ?? 0) - 2 }, (_, x) =>
      kernel.reduce((sum, w, k) => sum + w * (pixels[y + Math.floor(k / 3)]?.[x + (k % 3)] ?? 0), 0),
    ),
  );
}

/** The largest of every 2×2. */
const pooled = (map: number[][]): number[][] =>
  Array.from({ length: map.length >> 1 }, (_, y) =>
    Array.from({ length: (map[0]?.length ?? 0) >> 1 }, (_, x) =>
      Math.max(...[0, 1].flatMap((dy) => [0, 1].map((dx) => map[2 * y + dy]?.[2 * x + dx] ?? 0))),
    ),
  );

describe("how maps follow", () => {
  const before = picture(12, 12);
  const rows = (data: number[]): number[][] =>
    Array.from({ length: 12 }, (_, y) => data.slice(12 * y, 12 * y + 12));
  const kernel = [0.3, -1, 0.2, 0.7, 0.1, -0.4, 0.9, -0.6, 0.5];
  const axes = (size: number, stride: number) =>
    [0, 1].map(() => ({ size, stride, start: 0, image: 12 })) as never;

  it("says 0 for a convolution, which moves along", () => {
    const now = moved(before, { ...STILL, right: 2, down: 1 }) as number[][];
    const [a, b] = [sent(convolved(rows(before.data), kernel)), sent(convolved(now, kernel))];
    const found = followed(a, b, axes(3, 1), [1, 2]);
    expect(found).toMatchObject({ by: [1, 2], apart: 0, compared: 9 * 8 });
    expect(found.unchanged).toBeLessThan(0.2);
  });

  it("says more than 0 for what does not move along, and nothing between units", () => {
    const now = moved(before, { ...STILL, right: 1 }) as number[][];
    const [a, b] = [sent(pooled(rows(before.data))), sent(pooled(now))];
    expect(followed(a, b, axes(2, 2), [0, 1])).toMatchObject({ by: [0, 0.5], apart: null, compared: 0 });
    const still = sent(convolved(rows(before.data), kernel));
    expect(followed(still, still, axes(3, 1), [0, 1]).apart).toBeGreaterThan(0.1);
    expect(followed(still, still, axes(3, 1), null).unchanged).toBe(1);
  });

  it("keeps a pooled dot under three of four shifts", () => {
    const dot = (y: number, x: number): FrameTensor => {
      const map = Array.from({ length: 12 }, (_, r) =>
        Array.from({ length: 12 }, (_, c) => +(r === y && c === x)),
      );
      return sent(pooled(map));
    };
    const same = [
      [0, 1],
      [1, 0],
      [1, 1],
    ].map(([dy = 0, dx = 0]) => followed(dot(4, 4), dot(4 + dy, 4 + dx), axes(2, 2), null).unchanged);
    expect(same).toEqual([1, 1, 1]);
    expect(followed(dot(4, 4), dot(4, 6), axes(2, 2), null).unchanged).toBeCloseTo(34 / 36);
  });

  it("moves a map along by whole units", () => {
    const map = sent([
      [0, 51],
      [102, 255],
    ]);
    expect([...along(map, 0, [0, 1])]).toEqual([NaN, 0, NaN, 102]);
    expect(largestChange([0.2, 0.8], [0.25, 0.75])).toBeCloseTo(0.05);
  });
});
