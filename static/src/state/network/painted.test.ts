import { describe, expect, it } from "vitest";

import { documentOf } from "./document";
import { paintedAll, paintedIn, withFilter, withoutPainted, withPainted } from "./painted";
import type { NetworkSummary } from "./types";

const CONV = { kind: "conv2d", name: "c1", out_channels: 2, kernel_size: 2 };

function summary(weight: number[], bias = true): NetworkSummary {
  const params_detail = bias ? { weight, bias: [weight[0]] } : { weight };
  return { nodes: [{ path: "c1", params_detail }] } as unknown as NetworkSummary;
}

function network($painted: object): ReturnType<typeof documentOf> {
  return documentOf({
    name: "n",
    input: { channels: 1, height: 8, width: 8 },
    layers: [{ ...CONV, $painted }],
  });
}

describe("filters set by hand", () => {
  it("go into the request with their layer's path", () => {
    const doc = network({ 1: { weight: [1, 2, 3, 4], bias: 0.5 } });
    expect(paintedIn(doc, summary([2, 1, 2, 2]))).toEqual([
      { path: "c1", channel: 1, weight: [1, 2, 3, 4], bias: 0.5 },
    ]);
  });

  it("fall away where the layer has other shapes, and a bias where there is none", () => {
    const doc = network({ 0: { bias: 1 }, 1: { weight: [1, 2, 3, 4] } });
    expect(paintedIn(doc, summary([2, 1, 3, 3])).map(({ channel }) => channel)).toEqual([0]);
    expect(paintedIn(doc, summary([1, 1, 2, 2])).map(({ channel }) => channel)).toEqual([0]);
    expect(paintedIn(doc, summary([2, 1, 2, 2], false)).map(({ channel }) => channel)).toEqual([1]);
  });

  it("are set and taken back one by one", () => {
    const once = withFilter(undefined, 1, { bias: 2 });
    expect(withFilter(once, 0, { weight: [1] })).toEqual({ 0: { weight: [1] }, 1: { bias: 2 } });
    expect(withFilter(once, 1, null)).toEqual({});
  });

  it("leave the document when other weights take over", () => {
    const [node] = withoutPainted(network({ 0: { bias: 1 } })).layers;
    expect(node).not.toHaveProperty("$painted");
    expect(node).toMatchObject(CONV);
  });

  it("go away and come back as they stood, those that do not fit too", () => {
    const doc = network({ 0: { bias: 1 }, 7: { weight: [1, 2] } });
    const back = withPainted(withoutPainted(doc), paintedAll(doc));
    expect(back.layers[0]?.$painted).toEqual({ 0: { bias: 1 }, 7: { weight: [1, 2] } });
  });
});
