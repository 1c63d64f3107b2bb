import { expect, it } from "vitest";

import { type Doc, documentOf, places, specOf } from "../document";
import { layersOf } from "../templates";
import type { LayerSpec, NodeSummary } from "../types";
import { type Swap, type SwapCode, swapsOf } from "./index";

const docOf = (layers: LayerSpec[]): Doc =>
  documentOf({ name: "", input: { channels: 1, height: 1, width: 1 }, layers });

/** The exchanges of the layer at `path`; the analysis knows what is given of it, and shapes for the others. */
function swaps(doc: Doc, path: string, known: Partial<NodeSummary> = {}): Swap[] {
  const shapes = { in_shape: [4, 8, 8], out_shape: [4, 8, 8], params: 0, macs: 0 };
  const nodes = places(doc).map((place): [string, NodeSummary] => [
    place.path,
    { ...shapes, path: place.path, ...(place.path === path ? known : {}) } as NodeSummary,
  ]);
  const place = places(doc).find((one) => one.path === path);
  return place ? swapsOf(doc, place, new Map(nodes)) : [];
}

function swap(doc: Doc, path: string, code: SwapCode, known: Partial<NodeSummary> = {}): Swap {
  const found = swaps(doc, path, known).find((one) => one.code === code);
  if (!found) throw new Error(`${code} is not offered at ${path}`);
  return found;
}

const after = (doc: Doc, path: string, code: SwapCode, known: Partial<NodeSummary> = {}): LayerSpec[] => {
  const { edit } = swap(doc, path, code, known);
  return edit ? specOf(edit(doc)).layers : [];
};

const conv = (kernel_size: number, more: object = {}): LayerSpec => ({
  kind: "conv2d",
  out_channels: 64,
  kernel_size,
  ...more,
});

it("exchanges 7×7 for three 3×3 that pad and stride as much, and back", () => {
  const seven = docOf([conv(7, { padding: 3, stride: 2 }), { kind: "tanh" }]);
  const three = after(seven, "0", "conv_to_cascade");
  expect(three).toEqual([
    conv(3, { padding: 1 }),
    { kind: "tanh" },
    conv(3, { padding: 1 }),
    { kind: "tanh" },
    conv(3, { padding: 1, stride: 2 }),
    { kind: "tanh" },
  ]);
  expect(after(docOf(three), "0", "cascade_to_conv")).toEqual(specOf(seven).layers);
});

it("spreads any padding over the cascade and keeps words", () => {
  const paddings = (padding: number | string): unknown[] =>
    after(docOf([conv(7, { padding })]), "0", "conv_to_cascade")
      .filter(({ kind }) => kind === "conv2d")
      .map((layer) => layer["padding"] ?? 0);
  expect(paddings(0)).toEqual([0, 0, 0]);
  expect(paddings(4)).toEqual([2, 1, 1]);
  expect(paddings("same")).toEqual(["same", "same", "same"]);
});

it("leaves other kernels as they are", () => {
  const offered = (layer: LayerSpec, ...more: LayerSpec[]): string[] =>
    swaps(docOf([layer, ...more]), "0").map(({ code }) => code);
  for (const layer of [
    conv(3),
    conv(4),
    conv(5, { dilation: 2 }),
    conv(5, { groups: 2 }),
    conv(5, { kernel_size: [5, 3] }),
  ])
    expect(offered(layer)).toEqual(["conv_to_linear"]);
  expect(offered(conv(3, { stride: 2 }), conv(3))).toEqual(["conv_to_linear"]);
  expect(offered(conv(3), { kind: "max_pool2d", kernel_size: 2 }, conv(3))).toEqual(["conv_to_linear"]);
});

it("counts the fully connected layer that would do the same: 26 against 8.1·10⁹", () => {
  const doc = docOf([conv(5, { out_channels: 1, padding: 2 })]);
  const shape = [1, 300, 300];
  const known = {
    in_shape: shape,
    out_shape: shape,
    params: 26,
    macs: 300 * 300 * 25,
  } as Partial<NodeSummary>;
  const { counts, edit, values } = swap(doc, "0", "conv_to_linear", known);
  expect(edit).toBeNull();
  expect(counts).toEqual({
    before: { params: 26, macs: 2_250_000 },
    after: { params: 8_100_090_000, macs: 8_100_000_000 },
  });
  expect(values["weights"]).toBe(8_100_000_000);
});

it("says that a linear layer on maps is a convolution as large as they are", () => {
  const doc = docOf([{ kind: "flatten" }, { kind: "linear", name: "fc", out_features: 10 }]);
  const { values, counts } = swap(doc, "fc", "linear_to_conv", {
    in_shape: [256],
    out_shape: [10],
    params: 2570,
    macs: 2560,
  });
  expect(values).toEqual({ channels: 4, height: 8, width: 8, outputs: 10 });
  expect(counts?.before).toEqual(counts?.after);
});

it("exchanges flatten for the mean of each map, and back", () => {
  const doc = docOf([{ kind: "flatten" }, { kind: "linear", out_features: 10 }]);
  const pooled = after(doc, "0", "flatten_to_global");
  expect(pooled[0]).toEqual({ kind: "global_avg_pool" });
  expect(after(docOf(pooled), "0", "global_to_flatten")).toEqual(specOf(doc).layers);
});

it("narrows an inception module as the lectures do, and widens it again", () => {
  const shape = { in_shape: [256, 28, 28] } as Partial<NodeSummary>;
  const naive = docOf(layersOf("inception_naive", [256, 28, 28]));
  const reduced = layersOf("inception_reduced", [256, 28, 28]);
  expect(after(naive, "0", "inception_reduce", shape)).toEqual(reduced);
  expect(after(docOf(reduced), "0", "inception_widen", shape)).toEqual(specOf(naive).layers);
  expect(swaps(naive, "0", shape).map(({ code }) => code)).toEqual(["inception_reduce"]);
});

it("keeps the nodes of the module that stay", () => {
  const doc = docOf(layersOf("inception_naive", [8, 28, 28]));
  const edited = swap(doc, "0", "inception_reduce", { in_shape: [8, 28, 28] }).edit?.(doc);
  const ids = (document: Doc): string[] => places(document).map(({ node }) => node.$id);
  expect(ids(edited ?? doc)).toEqual(expect.arrayContaining(ids(doc)));
});

it("has the widths of the lectures' modules: 128, 192, 96 from 256 channels", () => {
  const widths = (template: "inception_naive" | "inception_reduced"): unknown[] => {
    const branches = layersOf(template, [256, 28, 28])[0]?.["branches"] as LayerSpec[][];
    return branches.map((branch) => branch.flatMap((layer) => layer["out_channels"] ?? []));
  };
  expect(widths("inception_naive")).toEqual([[128], [192], [96], []]);
  expect(widths("inception_reduced")).toEqual([[128], [64, 192], [64, 96], [64]]);
});
