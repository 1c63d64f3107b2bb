import { describe, expect, it } from "vitest";

import type { NodeSummary } from "../state/network/types";
import { arrange } from "./arrange";
import { receptiveBox, sources } from "./fields";
import { stationsOf, tree } from "./stations";
import { mapGrid, tileAt, unitAt, vectorGrid } from "./tiles";

function node(path: string, kind: string, inputs: string[], more: Partial<NodeSummary> = {}): NodeSummary {
  const shape = [4, 8, 8];
  return {
    ...{ path, kind, title: kind, inputs, in_shape: shape, out_shape: shape, params: 0, macs: 0 },
    ...{ activation_bytes: 0, size: null, count: null, window: null, stage: "local", params_detail: {} },
    receptive_field: { size: [1, 1], stride: [1, 1], start: [0, 0] },
    ...more,
  };
}

const WIDE = { height: 368, large: 64, small: 40, maxColumns: 3, maxStrips: 12, density: 1 };
const none = { w: 0, h: 0 };
const conv = (path: string, inputs: string[]): NodeSummary =>
  node(path, "conv2d", inputs, {
    params: 10,
    window: {
      kernel: [3, 3],
      stride: [1, 1],
      padding: [1, 1],
      padding_end: [1, 1],
      dilation: [1, 1],
      ceil: false,
    },
  });
const size = { station: () => ({ w: 10, h: 20 }), fold: () => ({ w: 30, h: 20 }), bracket: 8 };
const space = { gap: 4, lane: 6 };

describe("stations", () => {
  it("let a layer and the activation after it share a column", () => {
    const stations = stationsOf(
      tree([
        conv("c1", ["input"]),
        node("1", "relu", ["c1"]),
        conv("2", ["1"]),
        node("3", "max_pool2d", ["2"]),
      ]),
    );
    expect(stations.map(({ stages }) => stages.map(({ path }) => path))).toEqual([["c1", "1"], ["2"], ["3"]]);
  });

  it("keep the branches of a block apart and join its merge with what follows", () => {
    const box = tree([
      conv("c", ["input"]),
      conv("b.body.0", ["c"]),
      node("b", "residual", ["b.body.0", "c"]),
      node("2", "relu", ["b"]),
    ]);
    expect(stationsOf(box).map(({ id }) => id)).toEqual(["c", "b.body.0", "b"]);
    expect(box.kind === "series" && box.items[1]?.kind).toBe("fan");
  });
});

describe("places", () => {
  it("run to the right in a plain series, with a plain line between neighbours", () => {
    const { placed, edges, w } = arrange(tree([conv("a", ["input"]), conv("b", ["a"])]), size, space);
    expect(placed.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [14, 0],
    ]);
    expect(edges.map(({ kind, shape }) => [kind, shape])).toEqual([["direct", [4, 8, 8]]]);
    expect(w).toBe(24);
  });

  it("put branches below one another, each with a line in and out", () => {
    const nodes = [
      conv("a", ["input"]),
      conv("p.branches.0.0", ["a"]),
      conv("p.branches.1.0", ["a"]),
      conv("p.branches.1.1", ["p.branches.1.0"]),
      node("p", "parallel", ["p.branches.0.0", "p.branches.1.1"]),
    ];
    const { placed, edges, h } = arrange(tree(nodes), size, space);
    const place = Object.fromEntries(placed.map((item) => [item.station.id, [item.x, item.y]]));
    expect(h).toBe(46);
    expect(place["p.branches.0.0"]).toEqual([14, 0]);
    expect(place["p.branches.1.1"]).toEqual([28, 26]);
    expect(place["p"]).toEqual([42, 13]);
    expect(edges.map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ["lane", "a", "p.branches.0.0"],
      ["lane", "a", "p.branches.1.0"],
      ["direct", "p.branches.1.0", "p.branches.1.1"],
      ["lane", "p.branches.0.0", "p"],
      ["lane", "p.branches.1.1", "p"],
    ]);
  });

  it("lead an identity shortcut past the body, over it, through a lane of its own", () => {
    const nodes = [conv("a", ["input"]), conv("r.body.0", ["a"]), node("r", "residual", ["r.body.0", "a"])];
    const { placed, edges } = arrange(tree(nodes), size, space);
    const past = edges.find(({ kind }) => kind === "skip")?.points;
    const body = placed.find(({ station }) => station.id === "r.body.0");
    expect(past?.[1]?.y).toBeLessThan(body?.y ?? 0);
  });

  it("break a long series into rows, and lead a line from each to the next", () => {
    const names = ["a", "b", "c", "d", "e"];
    const nodes = names.map((name, index) => conv(name, [names[index - 1] ?? "input"]));
    const { placed, edges, w } = arrange(tree(nodes), size, {
      ...space,
      rows: { width: 2 * size.station().w + space.gap, apart: 30 },
    });
    const rows = new Set(placed.map(({ y }) => y));
    expect([rows.size, placed.map(({ x }) => x > 0)]).toEqual([3, [false, true, false, true, false]]);
    expect(w).toBe(2 * size.station().w + space.gap);
    expect(edges.map(({ kind }) => kind)).toEqual(["direct", "turn", "direct", "turn"]);
  });
});

describe("empty branches", () => {
  it("each have a lane of their own", () => {
    const { edges } = arrange(tree([conv("a", ["input"]), node("p", "parallel", ["a", "a"])]), size, space);
    const [first, second] = edges.map(({ points }) => points[1]?.y);
    expect(edges.map(({ kind }) => kind)).toEqual(["skip", "skip"]);
    expect(first).not.toBe(second);
  });
});

describe("tiles", () => {
  it("enlarge maps by whole pixels and fill columns downwards", () => {
    const grid = mapGrid([6, 28, 28], none, WIDE);
    expect([grid.cell, grid.tile.w, grid.shown, grid.perColumn]).toEqual([2, 56, 6, 6]);
    expect(tileAt(grid, 2)).toEqual({ x: 0, y: 120 });
    const many = mapGrid([16, 10, 10], none, WIDE);
    expect([many.tile.w, many.perColumn, tileAt(many, 8)]).toEqual([40, 8, { x: 44, y: 0 }]);
  });

  it("of a text are columns wide enough to be seen, as high as there is room", () => {
    const grid = mapGrid([32, 127, 1], none, WIDE);
    expect(grid.tile.w).toBe(14);
    expect(grid.tile.h).toBeLessThanOrEqual(WIDE.height);
    expect(grid.tile.h).toBeGreaterThan(127);
    const { x, y } = tileAt(grid, 1);
    expect(unitAt(grid, x + 13, y + 100.5 * grid.cell)).toEqual({ channel: 1, y: 100, x: 0 });
    expect(mapGrid([32, 127, 1], none, { ...WIDE, slim: 0 }).tile.w).toBeLessThan(2);
    expect(mapGrid([2, 28, 28], none, WIDE).across).toBe(mapGrid([2, 28, 28], none, WIDE).cell);
  });

  it("say what does not fit", () => {
    const grid = mapGrid([256, 13, 13], none, WIDE);
    expect(grid.shown).toBeLessThan(256);
    expect(grid.h).toBeLessThanOrEqual(WIDE.height);
  });

  it("find the unit that a tile's point belongs to", () => {
    const grid = mapGrid([16, 10, 10], { w: 20, h: 20 }, WIDE);
    for (const channel of [0, 7, 8, 15]) {
      const { x, y } = tileAt(grid, channel);
      expect(unitAt(grid, x + 4 * 3 + 1, y + 4 * 9 + 3)).toEqual({ channel, y: 9, x: 3 });
    }
    const strip = vectorGrid(120, WIDE);
    const { x, y } = tileAt(strip, 77);
    expect(unitAt(strip, x + 4, y + 4)).toEqual({ channel: 77, y: 0, x: 0 });
  });
});

describe("boxes", () => {
  const pool = node("s2", "avg_pool2d", ["c1"], {
    in_shape: [6, 28, 28],
    out_shape: [6, 14, 14],
    window: {
      kernel: [2, 2],
      stride: [2, 2],
      padding: [0, 0],
      padding_end: [0, 0],
      dilation: [1, 1],
      ceil: false,
    },
    receptive_field: { size: [6, 6], stride: [2, 2], start: [-2, -2] },
    reach: { first: [0, 0], last: [1, 1], step: [2, 2] },
    channel_groups: 6,
  });

  it("follow the analysis, unclipped", () => {
    expect(receptiveBox(pool, { channel: 0, y: 0, x: 3 })).toEqual([-2, 4, 4, 10]);
    expect(sources(pool, { channel: 4, y: 1, x: 3 })).toEqual([
      { path: "c1", box: [2, 6, 4, 8], channels: [4, 5] },
    ]);
  });

  it("lie in the branch that holds the channel, or in all that are added", () => {
    const merge = node("p", "parallel", ["a", "b"], { in_shape: [3, 8, 8], out_shape: [6, 8, 8] });
    const shapeOf = (path: string): number[] => [path === "a" ? 4 : 2, 8, 8];
    expect(sources(merge, { channel: 5, y: 1, x: 2 }, shapeOf)).toEqual([
      { path: "b", box: [1, 2, 2, 3], channels: [1, 2] },
    ]);
    const sum = node("r", "residual", ["a", "b"]);
    expect(sources(sum, { channel: 3, y: 0, x: 0 }, () => [4, 8, 8]).map(({ path }) => path)).toEqual([
      "a",
      "b",
    ]);
  });

  it("take a vector's unit as the union, and find the cell that flatten copies", () => {
    const flat = node("f", "flatten", ["s4"], {
      in_shape: [16, 5, 5],
      out_shape: [400],
      receptive_field: { size: [32, 32], stride: null, start: [-2, -2] },
    });
    expect(receptiveBox(flat, { channel: 399, y: 0, x: 0 })).toEqual([-2, -2, 30, 30]);
    expect(sources(flat, { channel: 25 * 3 + 7, y: 0, x: 0 })).toEqual([
      { path: "s4", box: [1, 2, 2, 3], channels: [3, 4] },
    ]);
  });

  it("reach as far as the analysis says, in the channels of the unit's group", () => {
    const shapes = { in_shape: [4, 6, 6], out_shape: [2, 14, 14] };
    const third = { first: [-2 / 3, 0], last: [1 / 3, 0], step: [1 / 3, 1] } as const;
    const stamps = node("t", "conv_transpose2d", ["c"], {
      ...shapes,
      reach: { first: [...third.first], last: [...third.last], step: [...third.step] },
      channel_groups: 2,
    });
    expect(sources(stamps, { channel: 1, y: 3, x: 5 })).toEqual([
      { path: "c", box: [0, 5, 2, 6], channels: [2, 4] },
    ]);
    const norm = node("n", "instance_norm2d", ["c"], { channel_groups: 4 });
    expect(sources(norm, { channel: 3, y: 3, x: 5 })[0]).toMatchObject({
      box: [0, 0, 8, 8],
      channels: [3, 4],
    });
  });

  it("find the number that is rolled up into a map, and the map behind a global pool", () => {
    const rolled = node("u", "unflatten", ["l"], { in_shape: [60], out_shape: [3, 4, 5] });
    expect(sources(rolled, { channel: 2, y: 1, x: 3 })[0]?.channels).toEqual([48, 49]);
    const pooled = node("g", "global_max_pool", ["c"], { in_shape: [4, 8, 8], out_shape: [4] });
    expect(sources(pooled, { channel: 2, y: 0, x: 0 })[0]).toMatchObject({
      box: [0, 0, 8, 8],
      channels: [2, 3],
    });
  });
});
