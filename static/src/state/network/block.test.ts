import { expect, it } from "vitest";

import { blockText, MAX_DEPTH, parseBlock, type Settings } from "./block";
import { documentOf } from "./document";
import { layersOf, TEMPLATES } from "./templates";
import type { LayerSpec } from "./types";

const KNOWN: Record<string, string[]> = {
  conv2d: ["out_channels", "kernel_size", "padding", "bias"],
  batch_norm2d: [],
  max_pool2d: ["kernel_size", "stride", "padding"],
  linear: ["out_features"],
  relu: [],
  residual: ["body", "shortcut", "zero_init"],
  parallel: ["branches", "merge"],
  auxiliary: ["head", "weight"],
};
const settings: Settings = (kind) => (KNOWN[kind] ? new Set([...KNOWN[kind], "kind", "name"]) : null);
const read = (value: unknown): ReturnType<typeof parseBlock> => parseBlock(JSON.stringify(value), settings);
const refused = (value: unknown): unknown => read(value).refused?.code;

it("reads back what it wrote, for every block there is a template of", () => {
  for (const template of TEMPLATES) {
    const layers = layersOf(template, [256, 28, 28]);
    const doc = documentOf({ name: "", input: { channels: 1, height: 1, width: 1 }, layers });
    expect(parseBlock(blockText(doc.layers), settings)).toEqual({ layers, refused: null });
  }
});

it("takes a list, one layer, or a whole network", () => {
  const relu = { kind: "relu" };
  for (const value of [relu, [relu], { layers: [relu] }, { name: "x", input: {}, layers: [relu] }])
    expect(read(value).layers).toEqual([relu]);
});

it("names what it does not take", () => {
  expect(parseBlock("{", settings).refused?.code).toBe("not_json");
  for (const value of [[], {}, 3, null, { layers: {} }]) expect(refused(value)).toBe("no_layers");
  for (const value of [[1], [null], [{ kind: 3 }]]) expect(refused(value)).toBe("not_a_layer");
  expect(read([{ kind: "conv3d" }]).refused).toEqual({ code: "unknown_kind", params: { kind: "conv3d" } });
  expect(read([{ kind: "relu", $id: "n1" }]).refused?.params).toEqual({ kind: "relu", setting: "$id" });
  for (const name of ["1st", "a b", 7, "x".repeat(65)])
    expect(refused([{ kind: "relu", name }])).toBe("bad_name");
  for (const node of [
    { kind: "residual", body: {} },
    { kind: "parallel" },
    { kind: "parallel", branches: [] },
    { kind: "parallel", branches: [{}] },
  ])
    expect(refused(node)).toBe("bad_part");
  expect(refused([{ kind: "residual", body: [{ kind: "nothing" }] }])).toBe("unknown_kind");
});

it("has the server's limits", () => {
  const many = Array.from({ length: 1025 }, () => ({ kind: "relu" }));
  expect(refused(many)).toBe("too_many");
  let deep: LayerSpec = { kind: "relu" };
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) deep = { kind: "residual", body: [deep] };
  expect(refused(deep)).toBe("too_deep");
});
