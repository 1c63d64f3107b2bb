import { expect, it } from "vitest";

import type { UnitAnswer } from "../net/liveTypes";
import { stepSlopes } from "./downstream";

type Lines = [symbol: string, value: number][];

/** A unit of which only the lines matter, with ∂score/∂number 2. */
function unit(operation: UnitAnswer["operation"], lines: Lines, more: object = {}): UnitAnswer {
  const steps = lines.map(([symbol, value]) => ({ symbol, formula: symbol, value }));
  const gradient = { value: 2, inputs: [], parameters: [], ...more };
  return { operation, steps, gradient } as unknown as UnitAnswer;
}

it("passes all of it through a sum", () => {
  const bias = { parameters: [{ symbol: "b", through: 2, total: 30 }] };
  const lines: Lines = [
    ["Σ", 3],
    ["b", 1],
    ["z", 4],
  ];
  expect(stepSlopes(unit("weighted_sum", lines, bias), false)).toEqual({ Σ: 2, z: 2, b: 2 });
  expect(stepSlopes(unit("weighted_sum", lines, bias), true)["b"]).toBe(30);
});

it("shares it out in a mean, and takes half over the root in a length", () => {
  const mean = unit("mean", [
    ["Σ", 8],
    ["n", 4],
    ["mean", 2],
  ]);
  expect(stepSlopes(mean, false)).toEqual({ Σ: 0.5, mean: 2 });
  const length = unit("l2", [
    ["Σ", 25],
    ["√", 5],
  ]);
  expect(stepSlopes(length, false)).toEqual({ Σ: 0.2, "√": 2 });
});

it("follows the quotient rule in a softmax", () => {
  const share = unit("softmax", [
    ["m", 1],
    ["e", 1],
    ["Σ", 4],
    ["p", 0.25],
  ]);
  expect(stepSlopes(share, false)).toEqual({ e: 0.5, Σ: -0.125, p: 2 });
});

it("scales by γ in a norm, and has none without the way back", () => {
  const norm = unit("affine", [
    ["ẑ", 0.5],
    ["γ", 3],
    ["β", 1],
    ["y", 2.5],
  ]);
  expect(stepSlopes(norm, false)).toEqual({ ẑ: 6, y: 2 });
  expect(stepSlopes({ ...norm, gradient: null }, false)).toEqual({});
});

it("lets through an activation what its slope lets through", () => {
  const bent = unit(
    "function",
    [
      ["z", 1],
      ["f", 0.7],
    ],
    { inputs: [{ path: "c1", through: [[[0.4]]], total: null }] },
  );
  expect(stepSlopes(bent, false)).toEqual({ z: 0.4, f: 2 });
});
