import { expect, it } from "vitest";

import { documentOf, plainNode } from "./document";
import { layersFrom, MAX_DEPTH, networkFrom, Refusal, type Settings } from "./reading";
import { layersOf, TEMPLATES } from "./templates";
import type { LayerSpec } from "./types";

/** As the catalogue lists them: settings alone, not what holds layers. */
const KNOWN: Record<string, string[]> = {
  conv2d: ["out_channels", "kernel_size", "padding", "bias"],
  batch_norm2d: [],
  max_pool2d: ["kernel_size", "stride", "padding"],
  linear: ["out_features"],
  relu: [],
  residual: ["zero_init"],
  parallel: ["merge"],
  auxiliary: ["weight"],
};
const settings: Settings = (kind) => (KNOWN[kind] ? new Set([...KNOWN[kind], "kind", "name"]) : null);
const read = (value: unknown): LayerSpec[] => layersFrom(JSON.stringify(value), settings);

/** Code and words of the refusal. */
function refusal(reading: () => unknown): [string, object] | null {
  try {
    reading();
  } catch (error) {
    if (error instanceof Refusal) return [error.code, error.params];
    throw error;
  }
  return null;
}
const refused = (value: unknown): unknown => refusal(() => read(value))?.[0];

it("reads back what was copied, for every block there is a template of", () => {
  for (const template of TEMPLATES) {
    const layers = layersOf(template, [256, 28, 28]);
    const doc = documentOf({ name: "", input: { channels: 1, height: 1, width: 1 }, layers });
    expect(read(doc.layers.map(plainNode))).toEqual(layers);
  }
});

it("takes a list, one layer, or a whole network", () => {
  const relu = { kind: "relu" };
  for (const value of [relu, [relu], { layers: [relu] }, { name: "x", input: {}, layers: [relu] }])
    expect(read(value)).toEqual([relu]);
});

it("names what it does not take", () => {
  expect(refusal(() => layersFrom("{", settings))).toEqual(["not_json", {}]);
  for (const value of [[], {}, 3, null, { layers: {} }]) expect(refused(value)).toBe("no_layers");
  for (const value of [[1], [null], [{ kind: 3 }]]) expect(refused(value)).toBe("not_a_layer");
  expect(refusal(() => read([{ kind: "conv3d" }]))).toEqual(["unknown_kind", { kind: "conv3d" }]);
  const hidden = { kind: "relu", setting: "$id" };
  expect(refusal(() => read([{ kind: "relu", $id: "n1" }]))).toEqual(["unknown_setting", hidden]);
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

it("reads a whole network and says which part of it is none", () => {
  const network = { name: "n", input: { channels: 1, height: 2, width: 3 }, layers: [{ kind: "relu" }] };
  expect(networkFrom(JSON.stringify(network), settings)).toEqual(network);
  const wrong = (change: object): unknown =>
    refusal(() => networkFrom(JSON.stringify({ ...network, ...change }), settings));
  for (const change of [
    { input: null },
    { input: { channels: 1 } },
    { input: { channels: 0, height: 1, width: 1 } },
  ])
    expect(wrong(change)).toEqual(["bad_network", { field: "input" }]);
  expect(wrong({ input: undefined })).toEqual(["bad_network", { field: "input" }]);
  expect(wrong({ name: 7 })).toEqual(["bad_network", { field: "name" }]);
  expect(wrong({ normalize: "full" })).toEqual(["bad_network", { field: "normalize" }]);
  expect(wrong({ more: 1 })).toEqual(["bad_network", { field: "more" }]);
  expect(wrong({ layers: [] })).toEqual(["no_layers", {}]);
  expect(refusal(() => networkFrom("[]", settings))?.[0]).toBe("bad_network");
});
