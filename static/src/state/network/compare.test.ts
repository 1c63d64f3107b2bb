import { expect, it } from "vitest";

import { compared as comparedWith, type Comparison, type Pair, same } from "./compare";
import type { LayerSpec, NetworkSpec } from "./types";

const of = (layers: LayerSpec[], more: Partial<NetworkSpec> = {}): NetworkSpec => ({
  name: "n",
  input: { channels: 1, height: 8, width: 8 },
  layers,
  ...more,
});
const compared = (before: NetworkSpec, after: NetworkSpec): Comparison =>
  comparedWith(before, after, (kind) => (kind === "conv2d" ? { stride: 1 } : {}));
const conv = (more: object = {}): LayerSpec => ({ kind: "conv2d", out_channels: 4, kernel_size: 3, ...more });
const relu: LayerSpec = { kind: "relu" };

/** "c1→c1 kernel_size", "+2", "-0". */
const told = (pairs: Pair[]): string[] =>
  pairs
    .filter(({ before, after, fields }) => !before || !after || fields.length)
    .map(({ before, after, fields }) =>
      before && after
        ? `${before.path}→${after.path} ${fields.map(({ field }) => field).join()}`
        : before
          ? `-${before.path}`
          : `+${after?.path}`,
    );
const between = (before: LayerSpec[], after: LayerSpec[]): string[] =>
  told(compared(of(before), of(after)).pairs);

it("finds nothing between equal networks", () => {
  const layers = [conv(), relu, { kind: "residual", body: [conv()], shortcut: [] }];
  expect(same(compared(of(layers), of(structuredClone(layers))))).toBe(true);
  const spelt = [conv({ stride: [1, 1], name: null }), ...layers.slice(1)];
  expect(same(compared(of(layers), of(spelt, { size_rule: "floor" })))).toBe(true);
});

it("tells what was added, removed and changed, whatever that does to the paths", () => {
  expect(between([conv(), relu, conv()], [conv(), { kind: "batch_norm2d" }, relu, conv()])).toEqual(["+1"]);
  expect(between([conv(), relu, conv()], [relu, conv()])).toEqual(["-0"]);
  expect(between([conv({ name: "c1" }), relu], [conv({ name: "c1", kernel_size: 5 }), relu])).toEqual([
    "c1→c1 kernel_size",
  ]);
  expect(between([relu], [{ kind: "tanh" }])).toEqual(["-0", "+0"]);
});

it("follows names, and calls a node with another name renamed", () => {
  const before = [conv({ name: "a", kernel_size: 5 }), conv({ name: "b" })];
  expect(between(before, [conv({ name: "b" })])).toEqual(["-a"]);
  expect(between([conv({ name: "a" })], [conv({ name: "z" })])).toEqual(["a→z name"]);
});

it("goes into blocks, and says of a new block what it holds", () => {
  const block = (body: LayerSpec[]): LayerSpec => ({ kind: "residual", name: "r", body, shortcut: [] });
  expect(between([block([conv()])], [block([conv({ padding: 1 }), relu])])).toEqual([
    "r.body.0→r.body.0 padding",
    "+r.body.1",
  ]);
  const fork = (...branches: LayerSpec[][]): LayerSpec => ({ kind: "parallel", branches });
  expect(between([fork([relu])], [fork([relu], [conv()])])).toEqual(["0→0 branches", "+0.branches.1.0"]);
  expect(between([], [fork([relu])])).toEqual(["+0", "+0.branches.0.0"]);
});

it("sees that a node has moved, whole or with another setting, where nothing else can be meant", () => {
  const moves = (before: LayerSpec[], after: LayerSpec[]): string[] =>
    compared(of(before), of(after))
      .pairs.filter(({ moved }) => moved)
      .map((pair) => `${pair.before?.path}→${pair.after?.path}`);
  const drop: LayerSpec = { kind: "dropout", p: 0.5 };
  expect(moves([drop, relu, conv()], [relu, conv(), drop])).toEqual(["0→2"]);
  expect(moves([drop, relu, drop, conv()], [relu, conv(), drop])).toEqual([]);
  expect(moves([conv({ name: "a" }), relu, drop], [relu, drop, conv({ name: "a", padding: 1 })])).toEqual([
    "a→a",
  ]);
  const wrapped: LayerSpec = { kind: "residual", body: [conv(), relu], shortcut: [] };
  expect(moves([conv(), relu], [wrapped])).toEqual(["0→0.body.0", "1→0.body.1"]);
  expect(moves([wrapped], [conv(), relu])).toEqual(["0.body.0→0", "0.body.1→1"]);
  expect(moves([wrapped, drop, { kind: "tanh" }], [drop, { kind: "tanh" }, wrapped])).toEqual(["0→2"]);
});

it("tells what became of the network itself", () => {
  const after = of([relu], { name: "m", size_rule: "strict", input: { channels: 1, height: 9, width: 8 } });
  expect(compared(of([relu]), after).head).toEqual([
    { field: "name", before: "n", after: "m" },
    { field: "height", before: 8, after: 9 },
    { field: "size_rule", before: undefined, after: "strict" },
  ]);
});

it("is quick enough for the deepest networks", () => {
  const blocks = (n: number): LayerSpec[] =>
    Array.from({ length: n }, () => ({
      kind: "residual",
      body: [conv(), relu, conv(), relu, conv()],
      shortcut: [],
    }));
  const added = compared(of(blocks(100)), of(blocks(150))).pairs.filter(({ before }) => !before);
  expect(added).toHaveLength(50 * 6);
});
