import { describe, expect, it } from "vitest";

import { type Doc, documentOf, placeAt, places, specOf } from "./document";
import { assignment } from "./edits";
import { begin, record, redo, undo } from "./history";
import { applied } from "./patch";
import * as tree from "./tree";
import type { LayerSpec, NetworkSpec, NetworkSummary } from "./types";
import { type Base, pathsOf, shapesOf, untrained, weightsMap } from "./weights";

const spec: NetworkSpec = {
  name: "small",
  input: { channels: 1, height: 8, width: 8 },
  layers: [
    { kind: "conv2d", name: "c1", out_channels: 4, kernel_size: 3 },
    { kind: "relu" },
    {
      kind: "residual",
      body: [{ kind: "conv2d", out_channels: 4, kernel_size: 3, padding: 1 }],
      shortcut: [],
    },
    { kind: "parallel", branches: [[{ kind: "relu" }], [{ kind: "tanh", name: "b" }]], merge: "concat" },
    { kind: "flatten" },
    { kind: "linear", name: "out", out_features: 10 },
  ],
};

const idAt = (doc: Doc, path: string): string | undefined =>
  places(doc).find((place) => place.path === path)?.node.$id;

describe("the document", () => {
  it("gives every node the path of the backend and its pointer in the request", () => {
    const all = places(documentOf(spec)).map(({ path, pointer, depth }) => [path, pointer, depth]);
    expect(all).toEqual([
      ["c1", "/layers/0", 0],
      ["1", "/layers/1", 0],
      ["2", "/layers/2", 0],
      ["2.body.0", "/layers/2/body/0", 1],
      ["3", "/layers/3", 0],
      ["3.branches.0.0", "/layers/3/branches/0/0", 1],
      ["3.branches.1.b", "/layers/3/branches/1/0", 1],
      ["4", "/layers/4", 0],
      ["out", "/layers/5", 0],
    ]);
  });

  it("sends what it was given", () => {
    expect(specOf(documentOf(spec))).toEqual(spec);
  });

  it("finds the innermost node of a pointer and the field", () => {
    const all = places(documentOf(spec));
    const found = placeAt(all, "/layers/2/body/0/kernel_size/1");
    expect([found?.place.path, found?.field]).toEqual(["2.body.0", "kernel_size"]);
    expect(placeAt(all, "/input/height")).toBeNull();
  });
});

describe("edits", () => {
  it("keep a node's id while its settings change, its place changes, or a repair replaces it", () => {
    const before = documentOf(spec);
    const node = before.layers[0] as LayerSpec;
    const set = applied(before, assignment("/layers/0", node, "kernel_size", 5));
    const moved = tree.move(set, { series: "/layers", from: 0, to: 1 }, { series: "/layers", index: 3 });
    const replaced = applied(moved, [
      { op: "replace", path: "/layers/2", value: { kind: "conv2d", out_channels: 4, kernel_size: 1 } },
    ]);
    expect(replaced.layers[2]?.$id).toBe(idAt(before, "c1"));
    expect(before.layers[0]?.["kernel_size"]).toBe(3);
  });

  it("give new ids to what a repair inserts", () => {
    const before = documentOf(spec);
    const after = applied(before, [{ op: "add", path: "/layers/1", value: { kind: "relu" } }]);
    expect(after.layers[2]?.$id).toBe(before.layers[1]?.$id);
    expect(places(before).map((place) => place.node.$id)).not.toContain(after.layers[1]?.$id);
  });

  it("drop a field for its default", () => {
    const doc = documentOf(spec);
    const node = doc.layers[0] as LayerSpec;
    const set = applied(doc, assignment("/layers/0", node, "stride", 2));
    const back = assignment("/layers/0", set.layers[0] as LayerSpec, "stride", undefined);
    expect(specOf(applied(set, back))).toEqual(spec);
    expect(assignment("/layers/0", node, "stride", undefined)).toEqual([]);
  });
});

describe("history", () => {
  it("undoes and redoes, and forgets the future after a new step", () => {
    let history = begin("a");
    for (const next of ["b", "c"]) history = record(history, next, null, 0);
    history = undo(undo(history));
    expect(history.present).toBe("a");
    expect(undo(history)).toBe(history);
    history = record(redo(history), "d", null, 0);
    expect([history.past, history.present, history.future]).toEqual([["a", "b"], "d", []]);
  });

  it("takes the steps of one drag together, and others apart", () => {
    let history = begin(0);
    history = record(history, 1, "c1.kernel_size", 0);
    history = record(history, 2, "c1.kernel_size", 500);
    history = record(history, 3, "c1.stride", 600);
    history = record(history, 4, "c1.stride", 5000);
    expect(history.past).toEqual([0, 2, 3]);
  });
});

describe("weights", () => {
  const shapes: Record<string, Record<string, number[]>> = {
    c1: { weight: [4, 1, 3, 3], bias: [4] },
    "2.body.0": { weight: [4, 4, 3, 3], bias: [4] },
    out: { weight: [10, 144], bias: [10] },
  };
  /** An analysis with the parameters named, as the backend gives it for each path. */
  const summaryOf = (doc: Doc, changed: typeof shapes = {}): NetworkSummary =>
    ({
      nodes: places(doc).map(({ path, node }) => ({
        path,
        kind: node.kind,
        params_detail: { ...shapes, ...changed }[path] ?? {},
      })),
    }) as unknown as NetworkSummary;
  const baseOf = (doc: Doc): Base => ({
    ref: "zoo",
    paths: pathsOf(doc),
    shapes: shapesOf(doc, summaryOf(doc)),
  });

  it("follow a node whose path changes", () => {
    const doc = documentOf(spec);
    const after = tree.insert(doc, { series: "/layers", index: 0 }, [{ kind: "relu" }]);
    const summary = summaryOf(after, { "3.body.0": shapes["2.body.0"] ?? {} });
    const map = weightsMap(after, summary, baseOf(doc));
    expect(map).toMatchObject({ c1: "c1", "3.body.0": "2.body.0", out: "out" });
    expect("0" in map).toBe(false);
    expect([...untrained(summary, map)]).toEqual([]);
  });

  it("do not fit where a parameter's shape changed, and come back with undo", () => {
    const doc = documentOf(spec);
    const base = baseOf(doc);
    const wide = applied(doc, assignment("/layers/0", doc.layers[0] as LayerSpec, "kernel_size", 5));
    const summary = summaryOf(wide, { c1: { weight: [4, 1, 5, 5], bias: [4] } });
    const map = weightsMap(wide, summary, base);
    expect([...untrained(summary, map)]).toEqual(["c1"]);
    expect(weightsMap(doc, summaryOf(doc), base)["c1"]).toBe("c1");
  });
});
