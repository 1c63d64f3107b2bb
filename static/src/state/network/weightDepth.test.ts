import { expect, it } from "vitest";

import type { NodeSummary } from "./types";
import { weightDepths } from "./weightDepth";

const node = (path: string, kind: string, inputs: string[]): NodeSummary =>
  ({ path, kind, inputs, macs: kind === "conv2d" || kind === "residual" ? 9 : 0 }) as unknown as NodeSummary;

it("counts the layers with weights on the longest way", () => {
  const depths = weightDepths([
    node("c1", "conv2d", ["input"]),
    node("relu", "relu", ["c1"]),
    node("r.body.0", "conv2d", ["relu"]),
    node("r.body.1", "conv2d", ["r.body.0"]),
    node("r.shortcut.0", "conv2d", ["relu"]),
    node("r", "residual", ["r.body.1", "r.shortcut.0"]),
  ]);
  expect([...depths.values()]).toEqual([1, 1, 2, 3, 2, 3]);
});
