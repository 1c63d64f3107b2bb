import { expect, it } from "vitest";

import { brief } from "./brief";
import type { NetworkSpec } from "./types";

const defaults = (kind: string): Record<string, unknown> =>
  kind === "conv2d"
    ? { kind, name: null, kernel_size: undefined, stride: 1, bias: true, groups: 1, table: null }
    : { kind };

it("leaves out what goes without saying, inside blocks too", () => {
  const conv = {
    kind: "conv2d",
    name: null,
    out_channels: 4,
    kernel_size: [3, 3],
    stride: [1, 1],
    bias: true,
  };
  const spec = {
    ...{ name: "n", input: { channels: 1, height: 8, width: 8 }, normalize: "half", size_rule: "strict" },
    layers: [
      { ...conv, table: null },
      { kind: "residual", name: "r", body: [{ ...conv, stride: 2 }], shortcut: [] },
      { kind: "parallel", branches: [[{ ...conv, kernel_size: [3, 5] }], []], merge: "concat" },
    ],
  } as NetworkSpec;
  expect(brief(spec, defaults)).toEqual({
    ...{ name: "n", input: { channels: 1, height: 8, width: 8 }, size_rule: "strict" },
    layers: [
      { kind: "conv2d", out_channels: 4, kernel_size: 3 },
      {
        kind: "residual",
        name: "r",
        body: [{ kind: "conv2d", out_channels: 4, kernel_size: 3, stride: 2 }],
        shortcut: [],
      },
      {
        kind: "parallel",
        branches: [[{ kind: "conv2d", out_channels: 4, kernel_size: [3, 5] }], []],
        merge: "concat",
      },
    ],
  });
});
