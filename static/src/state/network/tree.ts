/**
 * Edits of the tree as functions from document to document. Nodes keep their ids, and with them their weights,
 * wherever they go; an edit that cannot be made gives the document back as it was.
 */
import { type Doc, type DocNode, identified, seriesOf } from "./document";
import { settled, unnamed } from "./names";
import {
  afterLoss,
  type Gap,
  inside,
  nodeAt,
  nodesOf,
  type Span,
  split,
  withNode,
  withSeries,
} from "./series";
import type { LayerSpec } from "./types";

export type Wrapper = "residual" | "parallel" | "auxiliary";

/** Insert nodes as they are; their names give way to those that are there. */
function placed(doc: Doc, { series, index }: Gap, nodes: DocNode[]): Doc {
  return withSeries(doc, series, (all) => all.toSpliced(index, 0, ...settled(nodes, all)));
}

/** Insert new nodes: with new ids, hence without weights. */
export function insert(doc: Doc, gap: Gap, nodes: LayerSpec[]): Doc {
  return placed(
    doc,
    gap,
    nodes.map((node) => identified(node, true)),
  );
}

export function remove(doc: Doc, { series, from, to }: Span): Doc {
  return withSeries(doc, series, (all) => all.toSpliced(from, to - from));
}

/** Move nodes to a gap of any series, except inside themselves. */
export function move(doc: Doc, span: Span, gap: Gap): Doc {
  const stays = gap.series === span.series && gap.index >= span.from && gap.index <= span.to;
  if (stays || inside(gap, span)) return doc;
  return placed(remove(doc, span), afterLoss(gap, span), nodesOf(doc, span));
}

/** Copies right after the nodes: new nodes, so without the names and the weights. */
export function duplicate(doc: Doc, span: Span): Doc {
  return insert(doc, { series: span.series, index: span.to }, nodesOf(doc, span).map(unnamed));
}

/** Put a combinator around nodes: they become its body, its only branch, or the head beside the trunk. */
export function wrap(doc: Doc, span: Span, kind: Wrapper): Doc {
  const nodes = nodesOf(doc, span);
  if (nodes.length === 0) return doc;
  return withSeries(doc, span.series, (all) => all.toSpliced(span.from, nodes.length, wrapper(kind, nodes)));
}

function wrapper(kind: Wrapper, nodes: DocNode[]): DocNode {
  const parts = {
    residual: { body: nodes, shortcut: [] },
    parallel: { branches: [nodes], merge: "concat" },
    auxiliary: { head: nodes },
  };
  return identified({ kind, ...parts[kind] });
}

/** What a combinator holds that stands in the trunk: the body, or the branches one after another. */
export function held(node: DocNode): DocNode[] {
  if (node.kind === "residual") return (node["body"] as DocNode[] | undefined) ?? [];
  return node.kind === "parallel" ? seriesOf(node).flatMap(([, nodes]) => nodes) : [];
}

/** Put what a combinator holds in its place. */
export function unwrap(doc: Doc, pointer: string): Doc {
  const node = nodeAt(doc, pointer);
  if (node.kind !== "residual" && node.kind !== "parallel") return doc;
  const { series, index } = split(pointer);
  return withSeries(doc, series, (all) => {
    const others = all.toSpliced(index, 1);
    return others.toSpliced(index, 0, ...settled(held(node), others));
  });
}

/** An empty branch, the identity, at the end. */
export function addBranch(doc: Doc, pointer: string): Doc {
  return withNode(doc, pointer, (node) => ({ ...node, branches: [...branches(node), []] }));
}

/** Remove a branch with all that stands in it; the last one stays. */
export function removeBranch(doc: Doc, pointer: string, branch: number): Doc {
  const all = branches(nodeAt(doc, pointer));
  if (all.length < 2) return doc;
  return withNode(doc, pointer, (node) => ({ ...node, branches: all.toSpliced(branch, 1) }));
}

/** Let a branch change places with a neighbour. */
export function moveBranch(doc: Doc, pointer: string, from: number, to: number): Doc {
  const all = branches(nodeAt(doc, pointer));
  const [branch] = all.slice(from, from + 1);
  if (!branch || to < 0 || to >= all.length || from === to) return doc;
  const moved = all.toSpliced(from, 1).toSpliced(to, 0, branch);
  return withNode(doc, pointer, (node) => ({ ...node, branches: moved }));
}

const branches = (node: LayerSpec): DocNode[][] => (node["branches"] as DocNode[][] | undefined) ?? [];

/** Put new nodes in the place of others. */
export function replace(doc: Doc, span: Span, nodes: LayerSpec[]): Doc {
  return insert(remove(doc, span), { series: span.series, index: span.from }, nodes);
}
