import { describe, expect, it } from "vitest";

import { switchedOff } from "../state/network/bypass";
import { type Doc, documentOf, places } from "../state/network/document";
import { withNode } from "../state/network/series";
import { inView, outline, type Row, spotAt, spotsAt } from "./outline";

const doc = documentOf({
  name: "",
  input: { channels: 1, height: 4, width: 4 },
  layers: [
    { kind: "relu", name: "a" },
    {
      kind: "residual",
      name: "r",
      body: [{ kind: "parallel", name: "p", branches: [[{ kind: "relu", name: "b" }], []] }],
    },
    { kind: "relu", name: "c" },
  ],
});

const rowsOf = (document: Doc, closed: string[] = []): Row[] => {
  const all = places(document);
  const ids = new Set(all.filter(({ path }) => closed.includes(path)).map(({ node }) => node.$id));
  return outline(document.layers, new Map(all.map((place) => [place.node.$id, place])), (id) => ids.has(id));
};
const told = (rows: Row[]): string[] =>
  rows.map((row) =>
    row.type === "node" ? row.place.path : row.type === "part" ? `${row.prefix}${row.length}` : "+",
  );

describe("rows", () => {
  it("are the nodes with a heading for every series, the identity among them", () => {
    expect(told(rowsOf(doc))).toEqual([
      "a",
      "r",
      "r.body.1",
      "r.body.p",
      "r.body.p.branches.0.1",
      "r.body.p.branches.0.b",
      "r.body.p.branches.1.0",
      "+",
      "r.shortcut.0",
      "c",
    ]);
  });

  it("hide what stands in a closed block and say how much that is", () => {
    const rows = rowsOf(doc, ["r"]);
    expect(told(rows)).toEqual(["a", "r", "c"]);
    expect(rows.map((row) => row.type === "node" && [row.open, row.hidden])).toEqual([
      [null, 0],
      [false, 2],
      [null, 0],
    ]);
  });

  it("hide a block that is switched off, and show the body that has lost its skip", () => {
    const off = (what: "block" | "skip"): string[] =>
      told(rowsOf(withNode(doc, "/layers/1", (node) => switchedOff(node, what))));
    expect(off("block")).toEqual(["a", "r", "c"]);
    expect(off("skip").slice(0, 4)).toEqual(["a", "r", "r.branches.0.1", "r.branches.0.p"]);
  });
});

describe("gaps", () => {
  const rows = rowsOf(doc);
  const gaps = (boundary: number): string[] =>
    spotsAt(rows, boundary).map(({ gap, depth }) => `${gap.series} ${gap.index} @${depth}`);

  it("lie above each row: at the top, after a leaf, at the beginning of a series", () => {
    expect(gaps(0)).toEqual(["/layers 0 @0"]);
    expect(gaps(1)).toEqual(["/layers 1 @0"]);
    expect(gaps(2)).toEqual(["/layers/1/body 0 @1"]);
    expect(gaps(3)).toEqual(["/layers/1/body 0 @1"]);
    expect(gaps(6)).toEqual(["/layers/1/body/0/branches/0 1 @2"]);
  });

  it("lie at several depths where blocks end", () => {
    expect(gaps(7)).toEqual(["/layers/1/body/0/branches/1 0 @2"]);
    expect(gaps(8)).toEqual(["/layers/1/body 1 @1"]);
    expect(gaps(9)).toEqual(["/layers/1/shortcut 0 @1", "/layers 2 @0"]);
    expect(gaps(10)).toEqual(["/layers 3 @0"]);
  });

  it("are chosen by depth: how far to the right the pointer is", () => {
    expect(spotAt(rows, 9, 5).gap.series).toBe("/layers/1/shortcut");
    expect(spotAt(rows, 9, 1).gap.series).toBe("/layers/1/shortcut");
    expect(spotAt(rows, 9, 0).gap.series).toBe("/layers");
    expect(spotAt(rows, 3, 0).gap.series).toBe("/layers/1/body");
  });

  it("lie after a closed block, not in it", () => {
    expect(spotsAt(rowsOf(doc, ["r"]), 2).map(({ gap }) => gap)).toEqual([{ series: "/layers", index: 2 }]);
  });
});

describe("a long list", () => {
  const heights = Array.from({ length: 1000 }, () => 40);

  it("makes the rows near the view, and as much room as the others take", () => {
    const { from, to, above, below } = inView(heights, 20_000, 800, 200);
    expect([from, to]).toEqual([494, 526]);
    expect(above + below + 40 * (to - from)).toBe(40_000);
  });

  it("shows all of a short one", () => {
    expect(inView([40, 40], 0, 800)).toEqual({ from: 0, to: 2, above: 0, below: 0 });
  });
});
