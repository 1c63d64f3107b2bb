import { expect, it } from "vitest";

import type { NodeSummary } from "../state/network/types";
import { formulaOf } from "./formula";

const nodes = (...kinds: string[]): NodeSummary[] =>
  kinds.map((kind) => ({ kind, params_detail: kind === "linear" ? { bias: [1] } : {} }) as NodeSummary);

it("writes a linear classifier and a two-layer network as the lectures do", () => {
  expect(formulaOf(nodes("flatten", "linear"))).toBe("f = W x + b");
  expect(formulaOf(nodes("flatten", "linear", "relu", "linear"))).toBe("f = W₂ max(0, W₁ x + b₁) + b₂");
});

it("leaves out what is not fully connected", () => {
  expect(formulaOf(nodes("conv2d", "flatten", "linear"))).toBeNull();
  expect(formulaOf(nodes("relu"))).toBeNull();
});
