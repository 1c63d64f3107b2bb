import { describe, expect, it } from "vitest";

import { documentOf, places } from "../../state/network/document";
import { outline } from "../../layout/outline";
import { boundaryAt, targetOf } from "./dragging.svelte";
import { alternatives, familyOf } from "./families";
import { glyphOf } from "./glyphs";

describe("a drag", () => {
  const doc = documentOf({
    name: "",
    input: { channels: 1, height: 4, width: 4 },
    layers: [{ kind: "relu" }, { kind: "residual", body: [{ kind: "relu" }] }, { kind: "relu" }],
  });
  const rows = outline(doc.layers, new Map(places(doc).map((place) => [place.node.$id, place])), () => false);
  const gap = (over: number | null, boundary: number, depth: number): string => {
    const { series, index } = targetOf(rows, over, boundary, depth).spot.gap;
    return `${series} ${index}`;
  };

  it("ends above the row whose middle it has not passed", () => {
    const middles = [20, 60, 100, 140];
    expect([10, 30, 110, 500].map((y) => boundaryAt(middles, y))).toEqual([0, 1, 3, 4]);
  });

  it("lands at the beginning of a series on its heading, else between rows at the pointer's depth", () => {
    expect(gap(2, 2, 0)).toBe("/layers/1/body 0");
    expect(gap(4, 5, 0)).toBe("/layers/1/shortcut 0");
    expect(gap(3, 4, 0)).toBe("/layers/1/body 1");
    expect(gap(5, 5, 0)).toBe("/layers 2");
    expect(gap(5, 5, 1)).toBe("/layers/1/shortcut 0");
    expect(gap(null, 6, 3)).toBe("/layers 3");
  });
});

describe("kinds", () => {
  it("find their group by name, so that a new layer needs no code here", () => {
    expect(familyOf("conv_transpose2d")).toBe("convolution");
    expect(familyOf("global_max_pool")).toBe("pooling");
    expect(familyOf("group_norm")).toBe("normalisation");
    expect(familyOf("gelu")).toBe("activation");
    expect(glyphOf("conv3d")).toBe(glyphOf("conv2d"));
    expect(glyphOf("something_new").line).not.toBe("");
  });

  it("swap with those that can take their place", () => {
    const kinds = ["conv2d", "max_pool2d", "avg_pool2d", "global_avg_pool", "relu", "tanh", "softmax"];
    expect(alternatives("max_pool2d", kinds)).toEqual(["max_pool2d", "avg_pool2d"]);
    expect(alternatives("relu", kinds)).toEqual(["relu", "tanh"]);
    expect(alternatives("conv2d", kinds)).toEqual([]);
  });
});
