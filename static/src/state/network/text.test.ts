import { describe, expect, it } from "vitest";

import { bytes, compact, formula, headline, patchText, shapeText, sizeLines } from "./text";
import type { NodeSummary } from "./types";

const conv = {
  path: "c1",
  kind: "conv2d",
  in_shape: [1, 28, 28],
  out_shape: [6, 28, 28],
  macs: 117600,
  size: { height: "(28 + 2·2 − 5)/1 + 1 = 28", width: "(28 + 2·2 − 5)/1 + 1 = 28" },
  window: { kernel: [5, 5], stride: [1, 1], padding: [2, 2], dilation: [1, 1] },
  params_detail: { weight: [6, 1, 5, 5], bias: [6] },
} as unknown as NodeSummary;

const linear = {
  in_shape: [400],
  out_shape: [120],
  macs: 48000,
  size: null,
  window: null,
  params_detail: { weight: [120, 400], bias: [120] },
} as unknown as NodeSummary;

it("writes volumes as height × width × channels, vectors as a number", () => {
  expect([shapeText([6, 28, 28]), shapeText([120])]).toEqual(["28×28×6", "120"]);
});

it("says what a layer does in one line", () => {
  expect(headline(conv, "conv")).toBe("conv 5×5×1 → 6");
  expect(headline(linear, "linear")).toBe("linear 400 → 120");
  const pool = { ...conv, params_detail: {}, window: { ...conv.window, kernel: [2, 2] } } as NodeSummary;
  expect(headline(pool, "max pool")).toBe("max pool 2×2");
  expect(headline({ ...linear, params_detail: {} }, "tanh")).toBe("tanh");
  const stamps = {
    ...conv,
    kind: "conv_transpose2d",
    window: null,
    params_detail: { weight: [32, 16, 4, 2] },
  };
  expect(headline(stamps, "transposed conv")).toBe("transposed conv 4×2×32 → 16");
  const table = { ...linear, kind: "embedding", params_detail: { weight: [256, 16] } };
  expect(headline(table, "embedding")).toBe("embedding 256 → 16");
});

it("gives the size's arithmetic once where both sides agree", () => {
  expect(sizeLines(conv)).toEqual(["(28 + 2·2 − 5)/1 + 1 = 28"]);
  expect(sizeLines(linear)).toEqual([]);
});

it("shortens counts of bytes and parameters", () => {
  expect(bytes(18816)).toEqual({ value: 18.8, unit: "kB" });
  expect([compact(61706), compact(520), compact(138357544)]).toEqual(["61.7k", "520", "138M"]);
});

describe("the formula", () => {
  const kinds = (...names: string[]): string | undefined => formula(names.map((kind) => ({ kind })))?.short;

  it("is that of the lectures", () => {
    expect(kinds("flatten", "linear")).toBe("f = Wx + b");
    expect(kinds("flatten", "linear", "relu", "linear")).toBe("f = W2 max(0, W1 x)");
    expect(kinds("flatten", "linear", "sigmoid", "linear", "softmax")).toBe("f = softmax(W2 σ(W1 x))");
  });

  it("has the biases in full", () => {
    const layers = ["linear", "relu", "linear", "linear"].map((kind) => ({ kind }));
    expect(formula(layers)?.full).toBe("f = W3 (W2 max(0, W1 x + b1) + b2) + b3");
    expect(formula([{ kind: "linear", bias: false }])?.full).toBe("f = Wx");
  });

  it("is none for other networks", () => {
    expect(kinds("conv2d", "flatten", "linear")).toBeUndefined();
    expect(kinds("relu")).toBeUndefined();
  });
});

it("prints window and stride as the papers do", () => {
  expect(patchText(conv)).toBe("5×5/1");
  const uneven = { ...conv, window: { ...conv.window, kernel: [1, 7], stride: [1, 2] } } as NodeSummary;
  expect(patchText(uneven)).toBe("1×7/1×2");
  expect(patchText(linear)).toBe("");
});
