import { describe, expect, it } from "vitest";

import { canSwitch, switchedOff, switchedOn } from "./bypass";
import { type Doc, documentOf, places, specOf } from "./document";
import { isName } from "./names";
import { beside, into, outside, partsAt } from "./neighbours";
import { extended, spanOfIds, toggled } from "./picking";
import { type Gap, nodeAt, seriesAt, type Span, spanOf, split, withNode } from "./series";
import { layersOf, TEMPLATES } from "./templates";
import * as tree from "./tree";
import type { LayerSpec, NetworkSpec, NetworkSummary } from "./types";
import { pathsOf, weightsMap } from "./weights";

const conv = (name?: string): LayerSpec => ({ kind: "conv2d", out_channels: 4, ...(name ? { name } : {}) });

const spec: NetworkSpec = {
  name: "tree",
  input: { channels: 1, height: 8, width: 8 },
  layers: [
    conv("a"),
    { kind: "residual", name: "r", body: [conv("b"), { kind: "relu" }, conv("c")] },
    {
      kind: "parallel",
      name: "p",
      branches: [[conv("d")], [], [{ kind: "tanh" }, conv("e")]],
      merge: "concat",
    },
    { kind: "flatten", name: "f" },
  ],
};

/** "a r(b relu c|) p(d||tanh e) f": names, or kinds where there are none. */
function drawn(doc: Doc): string {
  const series = (at: string): string =>
    seriesAt(doc, at)
      .map((_, index) => node(`${at}/${index}`))
      .join(" ");
  const node = (at: string): string => {
    const { name, kind } = nodeAt(doc, at);
    const parts = partsAt(doc, at).map(series);
    return parts.length ? `${name ?? kind}(${parts.join("|")})` : (name ?? kind);
  };
  return series("/layers");
}

const doc = documentOf(spec);
const at = (path: string, among: Doc = doc): string =>
  places(among).find((place) => place.path === path)?.pointer ?? "";
const span = (path: string, length = 1, among: Doc = doc): Span => {
  const found = spanOf(at(path, among));
  return { ...found, to: found.from + length };
};
const gap = (series: string, index: number): Gap => ({ series, index });
const ids = (among: Doc): string[] => places(among).map(({ node }) => node.$id);

it("is drawn by these tests as it is", () => {
  expect(drawn(doc)).toBe("a r(b relu c|) p(d||tanh e) f");
});

describe("moving", () => {
  const moved = (from: Span, to: Gap): string => drawn(tree.move(doc, from, to));

  it("goes within a series, counting gaps as they were", () => {
    expect(moved(span("a"), gap("/layers", 3))).toBe("r(b relu c|) p(d||tanh e) a f");
    expect(moved(span("p", 2), gap("/layers", 0))).toBe("p(d||tanh e) f a r(b relu c|)");
  });

  it("goes into branches, bodies and shortcuts, and out of them", () => {
    expect(moved(span("a"), gap("/layers/1/body", 1))).toBe("r(b a relu c|) p(d||tanh e) f");
    expect(moved(span("a"), gap("/layers/1/shortcut", 0))).toBe("r(b relu c|a) p(d||tanh e) f");
    expect(moved(span("a"), gap("/layers/2/branches/1", 0))).toBe("r(b relu c|) p(d|a|tanh e) f");
    expect(moved(span("r.body.b", 2), gap("/layers", 1))).toBe("a b relu r(c|) p(d||tanh e) f");
    expect(moved(span("p.branches.2.0", 2), gap("/layers/1/body", 3))).toBe("a r(b relu c tanh e|) p(d||) f");
    expect(moved(span("r"), gap("/layers/2/branches/0", 1))).toBe("a p(d r(b relu c|)||tanh e) f");
  });

  it("does not go into itself, nor where it stands", () => {
    expect(tree.move(doc, span("r"), gap("/layers/1/body", 0))).toBe(doc);
    expect(tree.move(doc, span("r", 2), gap("/layers/2/branches/1", 0))).toBe(doc);
    expect(tree.move(doc, span("r", 2), gap("/layers", 2))).toBe(doc);
  });

  it("gives way with its name where the name is taken", () => {
    const two = tree.insert(doc, gap("/layers/1/body", 0), [conv("a")]);
    const lifted = tree.move(two, span("r.body.a", 1, two), gap("/layers", 1));
    expect(drawn(lifted)).toBe("a a_2 r(b relu c|) p(d||tanh e) f");
  });

  it("leaves every node its id, and the rest of the tree untouched", () => {
    const after = tree.move(doc, span("r.body.b", 2), gap("/layers/2/branches/1", 0));
    expect(new Set(ids(after))).toEqual(new Set(ids(doc)));
    expect(nodeAt(after, "/layers/0")).toBe(nodeAt(doc, "/layers/0"));
    expect(nodeAt(after, "/layers/2/branches/2/1")).toBe(nodeAt(doc, "/layers/2/branches/2/1"));
  });
});

describe("wrapping", () => {
  it("puts neighbours into a block, and unwrapping takes them out again", () => {
    const body = tree.wrap(doc, span("r.body.b", 2), "residual");
    expect(drawn(body)).toBe("a r(residual(b relu|) c|) p(d||tanh e) f");
    expect(drawn(tree.unwrap(body, "/layers/1/body/0"))).toBe(drawn(doc));
    const branch = tree.wrap(doc, span("a", 2), "parallel");
    expect(drawn(branch)).toBe("parallel(a r(b relu c|)) p(d||tanh e) f");
    expect(new Set(ids(branch)).size).toBe(ids(doc).length + 1);
    expect(drawn(tree.wrap(doc, span("f"), "auxiliary"))).toBe("a r(b relu c|) p(d||tanh e) auxiliary(f)");
  });

  it("lays branches one after another", () => {
    expect(drawn(tree.unwrap(doc, at("p")))).toBe("a r(b relu c|) d tanh e f");
    expect(tree.unwrap(doc, at("a"))).toBe(doc);
  });
});

describe("branches", () => {
  it("are added, moved and removed, all but the last", () => {
    const more = tree.addBranch(doc, at("p"));
    expect(drawn(more)).toContain("p(d||tanh e|)");
    expect(drawn(tree.moveBranch(doc, at("p"), 2, 0))).toContain("p(tanh e|d|)");
    expect(tree.moveBranch(doc, at("p"), 2, 3)).toBe(doc);
    const less = tree.removeBranch(tree.removeBranch(doc, at("p"), 1), at("p"), 0);
    expect(drawn(less)).toContain("p(tanh e)");
    expect(tree.removeBranch(less, at("p"), 0)).toBe(less);
  });
});

describe("copies", () => {
  it("are new nodes without the name, with the names inside them", () => {
    const after = tree.duplicate(doc, span("a", 2));
    expect(drawn(after)).toBe("a r(b relu c|) conv2d residual(b relu c|) p(d||tanh e) f");
    expect(new Set(ids(after)).size).toBe(ids(after).length);
  });

  it("and what is replaced are new nodes too", () => {
    const after = tree.replace(doc, span("r", 2), [{ kind: "relu" }]);
    expect(drawn(after)).toBe("a relu f");
    expect(ids(doc)).not.toContain(nodeAt(after, "/layers/1").$id);
  });
});

describe("one step of the keyboard", () => {
  const went = (path: string, find: (document: Doc, from: Span) => Gap | null): string | null => {
    const to = find(doc, span(path));
    return to && drawn(tree.move(doc, span(path), to));
  };

  it("goes past siblings, into the part beside and out at the edge", () => {
    expect(went("a", (all, one) => beside(all, one, 1))).toBe("r(b relu c|) a p(d||tanh e) f");
    expect(went("r.body.c", (all, one) => beside(all, one, 1))).toBe("a r(b relu|c) p(d||tanh e) f");
    expect(went("r.body.b", (all, one) => beside(all, one, -1))).toBe("a b r(relu c|) p(d||tanh e) f");
    expect(went("p.branches.2.0", (all, one) => beside(all, one, -1))).toBe("a r(b relu c|) p(d|tanh|e) f");
    expect(went("p.branches.2.e", (all, one) => beside(all, one, 1))).toBe("a r(b relu c|) p(d||tanh) e f");
    expect(went("a", (all, one) => beside(all, one, -1))).toBeNull();
    expect(went("f", (all, one) => beside(all, one, 1))).toBeNull();
  });

  it("goes into the block above, else into the one below, and out after its block", () => {
    expect(went("f", into)).toBe("a r(b relu c|) p(d f||tanh e)");
    expect(went("a", into)).toBe("r(a b relu c|) p(d||tanh e) f");
    expect(went("r.body.1", into)).toBeNull();
    expect(went("r.body.1", (_, one) => outside(one))).toBe("a r(b c|) relu p(d||tanh e) f");
    expect(went("a", (_, one) => outside(one))).toBeNull();
  });
});

describe("several nodes at once", () => {
  const all = places(doc);
  const id = (path: string): string => all.find((place) => place.path === path)?.node.$id ?? "";
  const paths = (chosen: string[]): string[] =>
    chosen.map((one) => all.find(({ node }) => node.$id === one)?.path ?? "");

  it("are neighbours: across series the blocks that hold them", () => {
    expect(paths(extended(all, id("r.body.c"), id("r.body.b")))).toEqual([
      "r.body.b",
      "r.body.1",
      "r.body.c",
    ]);
    expect(paths(extended(all, id("r.body.b"), id("p.branches.0.d")))).toEqual(["r", "p"]);
    expect(paths(extended(all, id("a"), id("p.branches.2.e")))).toEqual(["a", "r", "p"]);
    expect(paths(extended(all, id("p"), id("p.branches.2.e")))).toEqual(["p"]);
  });

  it("join with all up to a sibling, and leave with what lies behind", () => {
    const three = ["a", "r", "p"].map(id);
    expect(paths(toggled(all, [], id("r")))).toEqual(["r"]);
    expect(paths(toggled(all, [id("a")], id("p")))).toEqual(["a", "r", "p"]);
    expect(paths(toggled(all, [id("p")], id("a")))).toEqual(["a", "r", "p"]);
    expect(paths(toggled(all, three, id("p")))).toEqual(["a", "r"]);
    expect(paths(toggled(all, three, id("a")))).toEqual(["r", "p"]);
    expect(toggled(all, [id("a")], id("a"))).toEqual([]);
  });

  it("have a span as long as they stand side by side", () => {
    const chosen = [id("r.body.b"), id("r.body.1")];
    expect(spanOfIds(all, chosen)).toEqual({ series: "/layers/1/body", from: 0, to: 2 });
    const apart = tree.move(doc, span("r.body.b"), gap("/layers", 0));
    expect(spanOfIds(places(apart), chosen)).toBeNull();
    expect(spanOfIds(places(tree.remove(doc, span("r"))), chosen)).toBeNull();
    expect(spanOfIds(all, [])).toBeNull();
  });
});

describe("switching off", () => {
  const after = (path: string, what: "block" | "skip", among: Doc = doc): Doc =>
    withNode(among, at(path, among), (node) => switchedOff(node, what));
  const layer = (document: Doc, index: number): LayerSpec | undefined => specOf(document).layers[index];

  it("lets an identity stand in under the same name, and brings all back", () => {
    for (const path of ["a", "r", "p"]) {
      const off = after(path, "block");
      const { index } = split(at(path));
      expect(layer(off, index)).toEqual({ kind: "identity", name: path });
      expect(nodeAt(off, at(path)).$id).toBe(nodeAt(doc, at(path)).$id);
      expect(withNode(off, at(path), switchedOn)).toEqual(doc);
    }
  });

  it("leaves of a block with a projection the projection, with the ids of its nodes", () => {
    const projected = tree.insert(doc, gap("/layers/1/shortcut", 0), [conv("s")]);
    const off = after("r", "block", projected);
    expect(layer(off, 1)).toEqual({ kind: "parallel", name: "r", branches: [[conv("s")]], merge: "concat" });
    const edited = tree.insert(off, gap("/layers/1/branches/0", 1), [{ kind: "relu" }]);
    expect(drawn(withNode(edited, at("r"), switchedOn))).toContain("r(b relu c|s relu)");
  });

  it("takes the way around away and leaves the body to be edited", () => {
    const off = after("r", "skip");
    expect(layer(off, 1)).toMatchObject({
      kind: "parallel",
      branches: [[{ name: "b" }, { kind: "relu" }, { name: "c" }]],
    });
    const edited = tree.remove(off, { series: "/layers/1/branches/0", from: 1, to: 2 });
    expect(drawn(withNode(edited, at("r"), switchedOn))).toBe("a r(b c|) p(d||tanh e) f");
  });

  it("asks first what can be switched off, and copies what is", () => {
    expect(canSwitch(nodeAt(doc, at("p")), "skip")).toBe(false);
    expect(canSwitch(nodeAt(after("r", "skip"), at("r")), "block")).toBe(false);
    const copied = tree.duplicate(after("r", "block"), span("r"));
    const back = withNode(copied, "/layers/2", switchedOn);
    expect(drawn(back)).toContain("r residual(b relu c|)");
    expect(new Set(ids(back)).size).toBe(ids(back).length);
  });
});

/** A stream of numbers below n, from a seed (mulberry32). */
function dice(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

function allSeries(document: Doc): string[] {
  return ["/layers", ...places(document).flatMap(({ pointer }) => partsAt(document, pointer))];
}

/** Some edit at some place. */
function edited(document: Doc, roll: (n: number) => number): Doc {
  const series = allSeries(document);
  const some = (): string => series[roll(series.length)] ?? "/layers";
  const source = some();
  const length = seriesAt(document, source).length;
  const from = roll(Math.max(1, length));
  const chosen = { series: source, from, to: Math.min(length, from + 1 + roll(2)) };
  const target = some();
  const to = { series: target, index: roll(seriesAt(document, target).length + 1) };
  const owner = places(document)[roll(places(document).length)]?.pointer ?? "/layers/0";
  const template = TEMPLATES[roll(TEMPLATES.length)] ?? "vgg";
  const edits: (() => Doc)[] = [
    () => tree.move(document, chosen, to),
    () => tree.move(document, chosen, to),
    () =>
      tree.wrap(document, chosen, (["residual", "parallel", "auxiliary"] as const)[roll(3)] ?? "residual"),
    () => tree.unwrap(document, owner),
    () => tree.duplicate(document, chosen),
    () => tree.insert(document, to, layersOf(template, [4, 8, 8])),
    () => tree.remove(document, chosen),
    () => (nodeAt(document, owner).kind === "parallel" ? tree.addBranch(document, owner) : document),
    () => withNode(document, owner, (node) => switchedOff(node, roll(2) ? "block" : "skip")),
    () => withNode(document, owner, switchedOn),
  ];
  return edits[roll(edits.length)]?.() ?? document;
}

describe("any number of edits", () => {
  it("keep ids unique and names apart", () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const roll = dice(seed);
      let document = doc;
      for (let step = 0; step < 25 && places(document).length > 0; step += 1)
        document = edited(document, roll);
      expect(new Set(ids(document)).size).toBe(ids(document).length);
      for (const one of allSeries(document)) {
        const names = seriesAt(document, one).flatMap(({ name }) => name ?? []);
        expect(new Set(names).size).toBe(names.length);
        expect(names.every(isName)).toBe(true);
      }
      expect(JSON.stringify(specOf(document))).not.toContain("$");
    }
  });

  it("leave every layer its weights when it is moved, wrapped and unwrapped", () => {
    const convs = places(doc).filter(({ node }) => node.kind === "conv2d");
    const base = { ref: "zoo", paths: pathsOf(doc), shapes: new Map<string, string>() };
    for (let seed = 1; seed <= 60; seed += 1) {
      const roll = dice(seed);
      let document = doc;
      for (let step = 0; step < 20; step += 1) {
        const series = allSeries(document).filter((one) => seriesAt(document, one).length);
        const source = series[roll(series.length)] ?? "/layers";
        const from = roll(seriesAt(document, source).length);
        const chosen = { series: source, from, to: from + 1 };
        const target = allSeries(document)[roll(allSeries(document).length)] ?? "/layers";
        const to = { series: target, index: roll(seriesAt(document, target).length + 1) };
        document = roll(3)
          ? tree.move(document, chosen, to)
          : tree.wrap(document, chosen, roll(2) ? "residual" : "parallel");
        const owner = places(document)[roll(places(document).length)];
        if (owner && !roll(4) && !owner.node["shortcut"]) document = tree.unwrap(document, owner.pointer);
      }
      const map = weightsMap(document, { nodes: [] } as unknown as NetworkSummary, base);
      for (const { node, path } of convs) {
        const now = places(document).find((place) => place.node.$id === node.$id)?.path ?? "";
        expect(map[now]).toBe(path);
      }
    }
  });
});
