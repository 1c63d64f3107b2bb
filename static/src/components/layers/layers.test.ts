import { describe, expect, it } from "vitest";

import { documentOf, places } from "../../state/network/document";
import { alternatives, familyOf } from "./families";
import { glyphOf } from "./glyphs";
import { target } from "./reorder.svelte";
import { rowsOf } from "./rows";

describe("a drag", () => {
  const middles = [20, 60, 100, 140];

  it("drops where the rows above end", () => {
    expect(target(middles, 0, 10)).toBe(0);
    expect(target(middles, 0, 110)).toBe(2);
    expect(target(middles, 3, 50)).toBe(1);
    expect(target(middles, 1, 500)).toBe(3);
  });
});

describe("rows", () => {
  it("name the parts of a combinator, and the identity that is not there", () => {
    const doc = documentOf({
      name: "",
      input: { channels: 1, height: 4, width: 4 },
      layers: [{ kind: "residual", name: "block", body: [{ kind: "relu" }] }],
    });
    const byId = new Map(places(doc).map((place) => [place.node.$id, place]));
    const rows = doc.layers.flatMap((node) => rowsOf(node, byId));
    const shown = rows.map((row) => (row.type === "node" ? row.place.path : `${row.part}:${row.empty}`));
    expect(shown).toEqual(["block", "body:false", "block.body.0", "shortcut:true"]);
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
