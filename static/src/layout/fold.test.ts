import { expect, it } from "vitest";

import type { NodeSummary } from "../state/network/types";
import { arrange } from "./arrange";
import { folded, MANY_STATIONS } from "./fold";
import { type Box, type Fold, stationsOf, tree } from "./stations";

function node(path: string, kind: string, inputs: string[], out_shape: number[], params = 0): NodeSummary {
  const window = { kernel: [3, 3], stride: [1, 1], padding: [1, 1], dilation: [1, 1] };
  return {
    ...{ path, kind, title: kind, inputs, in_shape: [], out_shape, params, macs: 2 * params },
    ...{ activation_bytes: 0, size: null, count: null, stage: "local", params_detail: {} },
    window: kind === "conv2d" ? window : null,
    receptive_field: { size: [1, 1], stride: [1, 1], start: [0, 0] },
  } as NodeSummary;
}

/** `count` residual blocks of two convolutions with an activation after each; the first projects. */
function stage(name: string, count: number, from: string, shape: number[]): NodeSummary[] {
  let before = from;
  return Array.from({ length: count }, (_, index) => {
    const block = `${name}_${index}`;
    const relu = `${name}_relu${index}`;
    const shortcut = index === 0 ? [node(`${block}.shortcut.0`, "conv2d", [before], shape, 1)] : [];
    const nodes = [
      node(`${block}.body.0`, "conv2d", [before], shape, 10),
      node(`${block}.body.1`, "conv2d", [`${block}.body.0`], shape, 10),
      ...shortcut,
      node(block, "residual", [`${block}.body.1`, shortcut[0]?.path ?? before], shape, 20 + shortcut.length),
      { ...node(relu, "relu", [block], shape), in_shape: shape },
    ];
    before = relu;
    return nodes;
  }).flat();
}

const deep = [
  node("conv1", "conv2d", ["input"], [64, 56, 56], 5),
  ...stage("layer1", 3, "conv1", [64, 56, 56]),
  ...stage("layer2", 12, "layer1_relu2", [128, 28, 28]),
  node("fc", "linear", ["layer2_relu11"], [10], 7),
];
const sizes = { station: () => ({ w: 10, h: 20 }), fold: () => ({ w: 30, h: 20 }), bracket: 8 };
const space = { gap: 4, lane: 6 };

const folds = (box: Box): Fold[] =>
  box.kind === "series" ? box.items.flatMap((item) => (item.kind === "fold" ? [item.fold] : [])) : [];

it("makes one column of each stage, named by what its blocks' names share, with their sums", () => {
  const found = folds(folded(tree(deep), new Set()));
  expect(
    found.map(({ name, count, kind, params, macs, out_shape }) => [
      name,
      count,
      kind,
      params,
      macs,
      out_shape,
    ]),
  ).toEqual([
    ["layer1", 3, "residual", 61, 122, [64, 56, 56]],
    ["layer2", 12, "residual", 241, 482, [128, 28, 28]],
  ]);
});

it("draws a closed stage once, with lines in and out", () => {
  const { placed, folds: at, edges } = arrange(folded(tree(deep), new Set()), sizes, space);
  expect(placed.map(({ station }) => station.id)).toEqual(["conv1", "fc"]);
  expect(at.map(({ x }) => x)).toEqual([14, 48]);
  expect(edges.map(({ from, to, shape }) => [from, to, shape])).toEqual([
    ["layer2_0…", "fc", [128, 28, 28]],
    ["conv1", "layer1_0…", [64, 56, 56]],
    ["layer1_0…", "layer2_0…", [64, 56, 56]],
  ]);
});

it("draws an open stage in full, under its bracket", () => {
  const open = arrange(folded(tree(deep), new Set(["layer1_0…"])), sizes, space);
  expect(open.placed).toHaveLength(2 + 3 * 3 + 1);
  expect(open.edges.filter(({ kind }) => kind === "skip")).toHaveLength(2);
  const bracket = open.folds.find(({ fold }) => fold.open);
  const inside = open.placed.filter(({ station }) => station.id.startsWith("layer1"));
  for (const { x, y } of inside) {
    expect(x).toBeGreaterThanOrEqual(bracket?.x ?? Infinity);
    expect(y).toBeGreaterThanOrEqual((bracket?.y ?? Infinity) + sizes.bracket);
  }
});

it("finds runs of several layers, and leaves small networks and unequal layers alone", () => {
  const pair = (index: number, from: string): NodeSummary[] => [
    node(`d${index}`, "conv2d", [from], [8, 8, 8], 1),
    node(`p${index}`, "conv2d", [`d${index}`], [16, 8, 8], 2),
  ];
  const many = Array.from({ length: MANY_STATIONS / 2 }, (_, index) => pair(index, `p${index - 1}`)).flat();
  const [run] = folds(folded(tree(many), new Set()));
  expect([run?.count, run?.params, run?.name]).toEqual([MANY_STATIONS / 2, 60, ""]);
  const few = tree(many.slice(0, MANY_STATIONS - 2));
  expect(folded(few, new Set())).toBe(few);
  const grows = Array.from({ length: MANY_STATIONS }, (_, index) =>
    node(`c${index}`, "conv2d", [`c${index - 1}`], [index, 8, 8]),
  );
  expect(folds(folded(tree(grows), new Set()))).toEqual([]);
});

it("keeps every station of the tree", () => {
  const paths = (box: Box): string[] =>
    stationsOf(box).flatMap(({ stages }) => stages.map(({ path }) => path));
  expect(paths(folded(tree(deep), new Set()))).toEqual(paths(tree(deep)));
});

it("runs an open stage on in the rows, under its name", () => {
  const rows = { width: 60, apart: 10 };
  const id = folds(folded(tree(deep), new Set()))[0]?.id ?? "";
  const root = folded(tree(deep), new Set([id]));
  const { placed, folds: heads } = arrange(root, sizes, { ...space, rows });
  const head = heads.find(({ fold }) => fold.open);
  const first = placed.find(({ station }) => station.id === "layer1_0.body.0");
  expect(head?.h).toBe(sizes.bracket);
  expect(head?.y).toBeLessThan(first?.y ?? 0);
  expect(Math.max(...placed.map(({ x, w }) => x + w))).toBeLessThanOrEqual(rows.width);
});
