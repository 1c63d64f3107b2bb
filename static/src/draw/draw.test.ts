import { describe, expect, it } from "vitest";

import { mapGrid, tileAt } from "../layout/tiles";
import type { FrameTensor } from "../net/frame";
import { type Atlas, ends, flipped, paintCells, paintTiles, signedScale, valueAt } from "./maps";
import { paletteOf, parseHex, ZERO } from "./palette";
import { magnitude, Ranges } from "./ranges";

const COLOURS: Record<string, string> = {
  ...{ "--map-low": "#ff0000", "--map-below": "#800000", "--map-zero": "#000000" },
  ...{ "--map-above": "#000080", "--map-high": "#0000ff", "--panel": "#ffffff", "--text": "#000000" },
};
const WIDE = { height: 368, large: 64, small: 40, maxColumns: 3, maxStrips: 12, density: 1 };
const palette = paletteOf((name) => COLOURS[name] ?? "#123456");
const [red, black, blue] = [0xff0000ff, 0xff000000, 0xffff0000];

function tensor(shape: number[], data: number[], low: number[], high: number[]): FrameTensor {
  return { name: "c1", shape, dtype: "uint8", low, high, data: Uint8Array.from(data) };
}

const atlas = (w: number, h: number): Atlas => ({ pixels: new Uint32Array(w * h), width: w, density: 1 });

describe("colours", () => {
  it("centre on zero: the ends mean plus and minus the range", () => {
    expect([palette.signed[0], palette.signed[ZERO], palette.signed[2 * ZERO]]).toEqual([red, black, blue]);
  });

  it("are read in the short form too", () => {
    expect([parseHex("#fff"), parseHex(" #0b57a4")]).toEqual([
      [255, 255, 255],
      [11, 87, 164],
    ]);
  });

  it("use only the half above zero for what is never negative", () => {
    const target = atlas(2, 1);
    const scale = signedScale(palette, 0, 2, 2);
    paintCells(target, { x: 0, y: 0, w: 2, h: 1 }, Uint8Array.of(0, 255), 0, 1, 2, scale);
    expect([...target.pixels]).toEqual([black, blue]);
  });

  it("turn round with the polarity", () => {
    const target = atlas(2, 1);
    const scale = flipped(signedScale(palette, -1, 1, 1));
    paintCells(target, { x: 0, y: 0, w: 2, h: 1 }, Uint8Array.of(0, 255), 0, 1, 2, scale);
    expect([...target.pixels]).toEqual([blue, red]);
  });
});

describe("painting", () => {
  it("gives every cell a square of its own", () => {
    const target = atlas(4, 4);
    const scale = signedScale(palette, -1, 1, 1);
    paintCells(target, { x: 0, y: 0, w: 4, h: 4 }, Uint8Array.of(0, 255, 255, 0), 0, 2, 2, scale);
    expect([...target.pixels]).toEqual([
      ...[red, red, blue, blue],
      ...[red, red, blue, blue],
      ...[blue, blue, red, red],
      ...[blue, blue, red, red],
    ]);
  });

  it("averages what is larger than its place", () => {
    const target = atlas(1, 1);
    const scale = signedScale(palette, -1, 1, 1);
    paintCells(target, { x: 0, y: 0, w: 1, h: 1 }, Uint8Array.of(0, 255, 255, 0), 0, 2, 2, scale);
    expect([...target.pixels]).toEqual([black]);
  });

  it("puts each channel where its tile lies", () => {
    const grid = mapGrid([2, 2, 2], { w: 0, h: 0 }, WIDE);
    const target = atlas(grid.w, grid.h);
    const maps = tensor([2, 2, 2], [0, 0, 0, 0, 255, 255, 255, 255], [-1, -1], [1, 1]);
    paintTiles(target, grid, maps, (channel) => signedScale(palette, ...ends(maps, channel), 1));
    const { x, y } = tileAt(grid, 1);
    expect(target.pixels[0]).toBe(red);
    expect(target.pixels[y * target.width + x]).toBe(blue);
    expect(target.pixels[(y - 1) * target.width + x]).toBe(0);
  });

  it("reads numbers back from their bytes", () => {
    const maps = tensor([2, 1, 2], [0, 255, 51, 0], [-1, 0], [1, 5]);
    expect([valueAt(maps, 0, 1), valueAt(maps, 1, 2)]).toEqual([1, 1]);
  });
});

describe("ranges", () => {
  const frame = (high: number): Map<string, FrameTensor> =>
    new Map([["c1", tensor([2, 1, 1], [0, 0], [-0.5, 0], [0, high])]]);

  it("are the largest magnitude of a unit, a layer, the network", () => {
    const maps = tensor([2, 1, 1], [0, 0], [-3, 0], [1, 2]);
    expect([magnitude(maps, 1), magnitude(maps)]).toEqual([2, 3]);
  });

  it("stay frozen within a stroke and fit after it", () => {
    const ranges = new Ranges();
    ranges.update(frame(1), 0, "frozen");
    ranges.update(frame(9), 10, "frozen");
    expect(ranges.layer("c1")).toBe(1);
    ranges.update(frame(9), 20, "fit");
    expect(ranges.network()).toBe(9);
  });

  it("widen at once and come down within two seconds in training", () => {
    const ranges = new Ranges();
    ranges.update(frame(8), 0, "training");
    ranges.update(frame(1), 100, "training");
    expect(ranges.layer("c1")).toBeGreaterThan(6);
    for (let now = 200; now <= 2100; now += 100) ranges.update(frame(1), now, "training");
    expect(ranges.layer("c1")).toBeLessThan(1.5);
    ranges.update(frame(4), 2200, "training");
    expect(ranges.layer("c1")).toBe(4);
  });
});
