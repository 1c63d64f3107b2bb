import { readFileSync } from "node:fs";

import { expect, it } from "vitest";

import type { Table } from "./chartTable";
import { parseHex, type Rgb } from "./palette";
import { alignedRuns, DIFFERENT, extent, lineOf, readAt, type RunCurve } from "./runLines";

type Matrix = [Rgb, Rgb, Rgb];

/** How colours are seen, in linear RGB: Machado, Oliveira & Fernandes 2009, severity 1. */
const SEEN: Record<string, Matrix> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const times = (matrix: Matrix, [r, g, b]: Rgb): Rgb =>
  matrix.map((row) => row[0] * r + row[1] * g + row[2] * b) as Rgb;
const linear = (hex: string): Rgb =>
  parseHex(hex).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
const luminance = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** CIE L*a*b* of linear sRGB, D65. */
function lab(rgb: Rgb): Rgb {
  const [x, y, z] = times(
    [
      [0.4124 / 0.9505, 0.3576 / 0.9505, 0.1805 / 0.9505],
      [0.2126, 0.7152, 0.0722],
      [0.0193 / 1.089, 0.1192 / 1.089, 0.9505 / 1.089],
    ],
    rgb.map((part) => Math.min(Math.max(part, 0), 1)) as Rgb,
  ).map((part) => (part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16 / 116)) as Rgb;
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** The colours of the style sheet, by theme. */
function coloursOf(theme: "light" | "dark"): { panel: string; runs: string[] } {
  const sheet = readFileSync("src/app.css", "utf8");
  const part =
    theme === "light" ? sheet.split('[data-theme="dark"]')[0] : sheet.split('[data-theme="dark"]')[1];
  const of = (name: string): string => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(part ?? "")?.[1] ?? "";
  return { panel: of("panel"), runs: [of("text"), of("run-2"), of("run-3")] };
}

const CASES = (["light", "dark"] as const).flatMap((theme) =>
  Object.keys(SEEN).map((sight): [typeof theme, string] => [theme, sight]),
);

it.each(CASES)("the shades of runs differ on a %s ground with %s sight", (theme, sight) => {
  const { panel, runs } = coloursOf(theme);
  const seen = runs.map((hex) => times(SEEN[sight] as Matrix, linear(hex)));
  for (const [i, one] of seen.entries())
    for (const other of seen.slice(i + 1)) {
      const [a, b] = [lab(one), lab(other)];
      expect(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])).toBeGreaterThan(20);
      expect(Math.abs(a[0] - b[0])).toBeGreaterThan(12); // so that greys tell them apart too
    }
  for (const hex of runs) {
    const [light, dark] = [luminance(linear(hex)), luminance(linear(panel))].sort((a, b) => b - a) as [
      number,
      number,
    ];
    expect((light + 0.05) / (dark + 0.05)).toBeGreaterThan(3); // WCAG 2.2, 1.4.11
  }
});

it("gives twelve runs lines of their own, neighbours differing in dashes and shade", () => {
  const lines = Array.from({ length: DIFFERENT }, (_, i) => JSON.stringify(lineOf(i)));
  expect(new Set(lines).size).toBe(12);
  for (let i = 0; i < 40; i += 1) {
    expect(lineOf(i).shade).not.toBe(lineOf(i + 1).shade);
    expect(lineOf(i).dash).not.toEqual(lineOf(i + 1).dash);
  }
});

const table = (x: number[], train: (number | null)[]): Table => {
  const none = x.map(() => null);
  return { x, steps: x, columns: { raw: none, train, validation: none, test: none } };
};
const curves: RunCurve[] = [
  { id: "a", index: 0, table: table([1, 3, 5], [3, null, 1]) },
  { id: "b", index: 1, table: table([2, 5, 9], [8, 7, 0]) },
];

it("reads what a run had said by then", () => {
  const { table: first } = curves[0] as RunCurve;
  expect([0, 1, 4, 5, 99].map((x) => readAt(first, "train", x))).toEqual([null, 3, 3, 1, 1]);
  expect(readAt(first, "test", 5)).toBeNull();
});

it("lays runs of different lengths on one axis", () => {
  expect(extent(curves)).toEqual([1, 9]);
  expect(extent([])).toEqual([0, 0]);
  const look = { curve: "train", axis: "step", metric: "loss", locale: "en", raised: null } as const;
  const [x, a, b] = alignedRuns(curves, { ...look, logarithmic: false });
  expect(x).toEqual([1, 2, 3, 5, 9]);
  expect([a?.[0], a?.[3], b?.[1], b?.[4]]).toEqual([3, 1, 8, 0]);
  expect(alignedRuns(curves, { ...look, logarithmic: true })[2]?.[4] ?? null).toBeNull();
});
