import katex from "katex";
import { describe, expect, it } from "vitest";

import type { UnitAnswer } from "../../net/liveTypes";
import { ACTIVATION_KINDS, activationTex } from "./activations";
import { backward } from "./backward";
import { cellAt } from "./cell";
import { forward, type Line } from "./forward";
import { number, words } from "./tex";

/** What a reader sees: the text of the formula as KaTeX sets it, in its MathML form. */
function seen({ tex }: Line): string {
  const options = { trust: true, strict: false, throwOnError: true, output: "mathml" } as const;
  const html = katex.renderToString(tex, options).replace(/<annotation.*<\/annotation>/s, "");
  return html.replace(/<[^>]+>/g, "").replace(/[\s\u2061\u200b]/g, "");
}

const CONV = {
  ...{ path: "c1", channel: 0, y: 0, x: 0, operation: "weighted_sum", formula: "", value: 0.9 },
  inputs: [
    {
      path: "input",
      channels: [0, 1],
      rows: [0],
      columns: [0, 1],
      patch: [[[0.5, -2]]],
      slopes: [[[4, 0.25]]],
    },
  ],
  ...{ kernel: [[[4, 0.25]]], products: [[[2, -0.5]]], bias: -0.6, sum: 0.9 },
  steps: [
    { symbol: "Σ", formula: "Σ x·w", value: 1.5 },
    { symbol: "b", formula: "b", value: -0.6 },
    { symbol: "z", formula: "Σ + b", value: 0.9 },
  ],
  activation: { kind: "relu", path: "c1_relu", value: 0.9 },
  curve: { own: { z: 0.9, f: 0.9, slope: 1 } },
  gradient: {
    ...{ value: 3, activation: 3, reaches: true },
    inputs: [{ path: "input", through: [[[12, 0.75]]], total: [[[20, 1]]] }],
    ...{ kernel: [[[1.5, -6]]], kernel_total: [[[7, 8]]] },
    parameters: [{ symbol: "b", through: 3, total: 40 }],
  },
} as unknown as UnitAnswer;

function lines(operation: string, steps: [string, string, number][], more: object = {}): UnitAnswer {
  const told = steps.map(([symbol, formula, value]) => ({ symbol, formula, value }));
  return {
    ...CONV,
    operation,
    steps: told,
    activation: null,
    kernel: null,
    ...more,
  } as unknown as UnitAnswer;
}

describe("forward", () => {
  it("has the numbers of the strongest cells in the sum, and those of the lines before in the next", () => {
    expect(forward(CONV, null, "en").map(seen)).toEqual([
      "Σ=∑xw=0.5⋅4+(−2)⋅0.25=1.5",
      "b=−0.6",
      "z=Σ+b=1.5+(−0.6)=0.9",
      "a=max(0,z)=max(0,0.9)=0.9",
    ]);
  });

  it("puts the cell that is pointed at first", () => {
    expect(seen(forward(CONV, cellAt(CONV, "0,0,1"), "en")[0] as Line)).toContain("=(−2)⋅0.25+0.5⋅4=");
  });

  it("marks every number and every symbol with the name of what it is", () => {
    const html = katex.renderToString(forward(CONV, null, "en")[2]?.tex ?? "", {
      trust: true,
      strict: false,
    });
    const named = [...html.matchAll(/data-sym="([^"]+)"/g)].map(([, name]) => name);
    expect(named).toEqual(["z", "Σ", "b", "Σ", "b", "z"]);
  });

  it("writes means, lengths, shares, norms and ways", () => {
    const mean = lines("mean", [
      ["Σ", "Σ x", 8],
      ["n", "n", 4],
      ["mean", "Σ / n", 2],
    ]);
    expect(forward(mean, null, "en").map(seen)).toEqual(["Σ=∑x=(−2)+0.5=8", "n=4", "xˉ=Σn=84=2"]);
    const length = lines("l2", [
      ["Σ", "Σ x²", 25],
      ["√", "√Σ", 5],
    ]);
    expect(forward(length, null, "en").map(seen)[1]).toBe("∥x∥=Σ=25=5");
    const norm = lines("affine", [
      ["z", "z", 1],
      ["μ", "μ", 2],
      ["σ²", "σ²", 4],
      ["ẑ", "(z − μ) / √(σ² + ε)", -0.5],
    ]);
    expect(forward(norm, null, "en").map(seen)[3]).toBe("z^=z−μσ2+ε=1−24+ε=−0.5");
    const ways = lines("sum", [
      ["body.0", "body.0", 1],
      ["c1", "c1", 2],
      ["Σ", "body.0 + c1", 3],
    ]);
    expect(forward(ways, null, "en").map(seen)[2]).toBe("Σ=body.0+c1=1+2=3");
    const share = lines("softmax", [
      ["m", "max z", 0.5],
      ["e", "e^(z − m)", 1],
      ["Σ", "Σ e^(z − m)", 1.1],
      ["p", "e / Σ", 0.9],
    ]);
    expect(forward(share, null, "en").map(seen)[1]).toBe("ei=ezi−m=e0.5−0.5=1");
  });

  it("has a formula for every activation that KaTeX can set", () => {
    for (const kind of ACTIVATION_KINDS)
      for (const tex of activationTex(kind, "z", { z: "(-1.5)", alone: "-1.5" }, () => null))
        expect(seen({ symbol: "a", tex })).not.toBe("");
  });

  it("has the settings' numbers where they are known, and brackets only between signs", () => {
    const written = { z: "(-1.5)", alone: "-1.5" };
    const numbers = (kind: string, settings: Record<string, string> = {}): string =>
      seen({ symbol: "a", tex: activationTex(kind, "z", written, (name) => settings[name] ?? null)[1] });
    expect(numbers("relu")).toBe("max(0,−1.5)");
    expect(numbers("leaky_relu", { negative_slope: "0.01" })).toBe("max(−1.5,0.01⋅(−1.5))");
    expect(numbers("leaky_relu")).toBe("max(−1.5,α⋅(−1.5))");
    expect(numbers("elu", { alpha: "2" })).toBe("max(0,−1.5)+min(0,2(e−1.5−1))");
    expect(numbers("hard_tanh", { min_val: "(-1)", max_val: "1" })).toBe("min(max(−1.5,(−1)),1)");
  });

  it("takes the setting of the layer that bends the number", () => {
    const leaky = { ...CONV, activation: { kind: "leaky_relu", path: "bend", value: 0.9 } };
    const settings = (path: string, name: string): unknown =>
      path === "bend" && name === "negative_slope" ? 0.2 : undefined;
    expect(seen(forward(leaky as UnitAnswer, null, "en", settings).at(-1) as Line)).toBe(
      "a=max(z,α⋅z)=max(0.9,0.2⋅0.9)=0.9",
    );
  });
});

describe("backward", () => {
  it("is upstream × local, with the numbers of the cell pointed at", () => {
    const found = backward(CONV, cellAt(CONV, "0,0,1"), false, "en").map(seen);
    expect(found).toEqual([
      "∂s∂z=∂s∂a⋅f′(z)=3⋅1=3",
      "∂s∂x=∂s∂z⋅w=3⋅0.25=0.75",
      "∂s∂w=∂s∂z⋅x=3⋅(−2)=−6",
      "∂s∂b=∂s∂z=3",
    ]);
  });

  it("adds up along all ways", () => {
    const found = backward(CONV, cellAt(CONV, "0,0,0"), true, "en").map(seen);
    expect(found.slice(1)).toEqual(["∂s∂x=∑∂s∂z⋅w=20", "∂s∂w=∑∂s∂z⋅x=7", "∂s∂b=∑∂s∂z=40"]);
  });

  it("is nothing without a gradient", () => {
    expect(backward({ ...CONV, gradient: null }, null, false, "en")).toEqual([]);
  });
});

it("writes numbers as the reader's language does", () => {
  expect(number(-0.5, "ru", true)).toBe("(-0{,}5)");
  expect(number(4704, "en")).toBe("4{,}700");
  expect(number(1.2e-5, "en")).toBe("1.2\\cdot 10^{-5}");
  expect(number(-0, "en")).toBe("0");
  expect(number(null, "en")).toContain("–");
});

it("lets no name become a command", () => {
  const tex = words("a_b\\evil{}$");
  expect(seen({ symbol: "", tex })).toContain("a_b");
});
