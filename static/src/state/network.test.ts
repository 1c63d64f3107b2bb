import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { FRAME_MS, network } from "./network.svelte";
import type { NetworkSpec } from "./network/types";
import { selection } from "./selection.svelte";

const spec: NetworkSpec = {
  name: "two",
  input: { channels: 1, height: 4, width: 4 },
  layers: [{ kind: "flatten" }, { kind: "linear", name: "fc", out_features: 10 }, { kind: "relu" }],
};

/** The server's side: parameters of linear layers by their settings; negative widths are a problem. */
function answer(body: NetworkSpec): Response {
  const bad = body.layers.findIndex((layer) => Number(layer["out_features"] ?? 1) < 0);
  const nodes = body.layers.map((layer, index) => ({
    path: layer.name ?? String(index),
    kind: layer.kind,
    stage: "global",
    params_detail: layer.kind === "linear" ? { weight: [layer["out_features"], 16] } : {},
  }));
  const summary = { nodes, output_shape: [10], total: { params: nodes.length }, warnings: [] };
  if (bad < 0) return Response.json(summary);
  const errors = [{ pointer: `/layers/${bad}/out_features`, code: "shape", detail: "negative" }];
  const partial = { ...summary, nodes: nodes.slice(0, bad) };
  return Response.json({ code: "shape", detail: "negative", errors, partial }, { status: 422 });
}

const sent: NetworkSpec[] = [];

beforeEach(async () => {
  sent.length = 0;
  vi.stubGlobal("fetch", async (_: string, { body, signal }: RequestInit) => {
    await Promise.resolve();
    if (signal?.aborted) throw new DOMException("", "AbortError");
    sent.push(JSON.parse(String(body)) as NetworkSpec);
    return answer(JSON.parse(String(body)) as NetworkSpec);
  });
  vi.useFakeTimers();
  network.load(spec, "zoo");
  await vi.runAllTimersAsync();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  selection.path = null;
});

it("gives the live model what it needs once the analysis is there", () => {
  expect(network.checked).toMatchObject({ spec, base: "zoo", weightsMap: { fc: "fc" } });
  expect(network.untrained.size).toBe(0);
});

it("asks for an analysis from the edit on until that edit's own has come", async () => {
  expect(network.asking).toBe(false);
  network.set("fc", "out_features", 11);
  expect(network.asking).toBe(true);
  await vi.advanceTimersByTimeAsync(FRAME_MS - 1);
  expect(network.asking).toBe(true);
  await vi.runAllTimersAsync();
  expect(network.asking).toBe(false);
});

it("keeps an edit that is made while the first analysis is on its way", async () => {
  network.load({ ...spec, name: "other" }, "zoo");
  network.set("fc", "out_features", 11);
  await vi.runAllTimersAsync();
  expect(network.spec?.layers[1]?.["out_features"]).toBe(11);
  expect([...network.untrained]).toEqual(["fc"]);
  expect(network.asking).toBe(false);
});

it("sends the last of several edits only", async () => {
  sent.length = 0;
  for (const width of [11, 12, 13]) network.set("fc", "out_features", width);
  await vi.runAllTimersAsync();
  expect(sent.map((one) => one.layers[1]?.["out_features"])).toEqual([13]);
});

it("calls a changed layer untrained and takes that back with undo", async () => {
  network.set("fc", "out_features", 20);
  await vi.runAllTimersAsync();
  expect([...network.untrained]).toEqual(["fc"]);
  network.undo();
  await vi.runAllTimersAsync();
  expect(network.untrained.size).toBe(0);
  expect(network.checked?.weightsMap).toMatchObject({ fc: "fc" });
});

it("keeps the last sound network while there are problems", async () => {
  network.set("fc", "out_features", -1);
  await vi.runAllTimersAsync();
  expect(network.valid).toBe(false);
  expect(network.checked?.spec).toEqual(spec);
  expect(network.outline?.nodes.map((node) => node.path)).toEqual(["0"]);
  const found = network.problems[0] && network.placeOf(network.problems[0]);
  expect([found?.place.path, found?.field]).toEqual(["fc", "out_features"]);
  network.undo();
  await vi.runAllTimersAsync();
  expect(network.valid).toBe(true);
});

it("keeps the selection on its node when the path changes", () => {
  selection.path = "2";
  network.move("2", 0);
  expect(selection.path).toBe("0");
  network.rename("0", "act");
  expect(selection.path).toBe("act");
  network.undo();
  expect(selection.path).toBe("0");
});

it("takes a run's weights over for the nodes that it was started with", async () => {
  const snapshot = network.snapshot();
  network.insert("/layers", 0, { kind: "relu" });
  if (snapshot) network.adopt("run:7", snapshot);
  await vi.runAllTimersAsync();
  expect(network.checked).toMatchObject({ base: "run:7", weightsMap: { "1": "0", fc: "fc" } });
});

it("says which node is which of a network without trained weights too", async () => {
  network.load({ ...spec, layers: [{ kind: "linear", out_features: 10 }, { kind: "relu" }] }, null);
  await vi.runAllTimersAsync();
  network.insert("/layers", 0, { kind: "flatten" });
  await vi.runAllTimersAsync();
  expect(network.checked).toMatchObject({ base: null, weightsMap: { "1": "0", "2": "1" } });
  expect(network.checked?.weightsMap).not.toHaveProperty("0");
  expect(network.untrained.size).toBe(0);
});

it("undoes the loading of another network", async () => {
  network.load({ ...spec, name: "other" }, null);
  expect([network.doc?.name, network.base]).toEqual(["other", null]);
  network.undo();
  await vi.runAllTimersAsync();
  expect([network.doc?.name, network.base]).toEqual(["two", "zoo"]);
});

it("comes back with what was set by hand over the weights that its nodes had", async () => {
  network.insert("/layers", 1, { kind: "relu" });
  network.paint("fc", 2, { weight: new Array<number>(16).fill(0.5), bias: 1 });
  await vi.runAllTimersAsync();
  const { spec: edited, handEdits } = network;
  network.load(spec, "other");
  await vi.runAllTimersAsync();
  expect(network.handEdits).toBeNull();
  if (edited) network.load(edited, null, {}, handEdits);
  await vi.runAllTimersAsync();
  expect(network.handEdits).toEqual(handEdits);
  expect(network.checked).toMatchObject({ base: "zoo", weightsMap: { fc: "fc" }, painted: [{ channel: 2 }] });
  expect(network.checked?.weightsMap).not.toHaveProperty("1");
});
