/**
 * Switching a block off: something that passes its input on stands in for it, so that the network sent is the
 * bypassed one; the whole block stays in the document, and its weights come back with it.
 */
import { type DocNode, type Off, seriesOf } from "./document";
import { unnamed } from "./names";
import type { LayerSpec } from "./types";

const part = (node: DocNode, name: string): DocNode[] => (node[name] as DocNode[] | undefined) ?? [];

/** A single branch is what stands in it. */
const only = (nodes: DocNode[]): LayerSpec => ({ kind: "parallel", branches: [nodes], merge: "concat" });

function standIn(node: DocNode, what: Off): LayerSpec {
  if (what === "skip") return only(part(node, "body"));
  const shortcut = part(node, "shortcut");
  return node.kind === "residual" && shortcut.length ? only(shortcut) : { kind: "identity" };
}

const named = ({ name }: DocNode): Partial<LayerSpec> => (name ? { name } : {});

/** Can it be switched off? The skip of a residual block only; anything else as a whole. */
export const canSwitch = (node: DocNode, what: Off): boolean =>
  !node.$off && (what === "block" ? node.kind !== "identity" : node.kind === "residual");

export function switchedOff(node: DocNode, what: Off): DocNode {
  if (!canSwitch(node, what)) return node;
  return { ...standIn(node, what), ...named(node), $id: node.$id, $off: what, $whole: node };
}

/** The whole again, with what has been edited meanwhile in the part that stayed. */
export function switchedOn(node: DocNode): DocNode {
  const { $whole: whole, $off } = node;
  if (!whole) return node;
  const [stayed] = seriesOf(node).map(([, nodes]) => nodes);
  const edited = stayed ? { [$off === "skip" ? "body" : "shortcut"]: stayed } : {};
  return { ...unnamed(whole), ...edited, ...named(node), $id: node.$id };
}

/** What the reader knows the node as: the whole, while something stands in for it. */
export const wholeOf = (node: DocNode): DocNode => node.$whole ?? node;
