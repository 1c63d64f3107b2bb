/** Edits as JSON patches on the document; a node is addressed by its pointer ("/layers/2"). */
import { type Doc, type DocNode, freshId, identified, seriesOf } from "./document";
import type { Patch } from "./patch";
import type { LayerSpec } from "./types";

/** "/layers/3/body/0" → its series and its index there. */
export function split(pointer: string): { series: string; index: number } {
  const at = pointer.lastIndexOf("/");
  return { series: pointer.slice(0, at), index: Number(pointer.slice(at + 1)) };
}

export const insertion = (series: string, index: number, node: LayerSpec): Patch => [
  { op: "add", path: `${series}/${index}`, value: { ...node, $id: freshId() } },
];

export const removal = (pointer: string): Patch => [{ op: "remove", path: pointer }];

/** Move within its series; `to` counts without the moved node. */
export function move(pointer: string, to: number): Patch {
  const { series } = split(pointer);
  return [{ op: "move", from: pointer, path: `${series}/${to}` }];
}

/** A copy right after the node: a new node, so without the name and without the weights. */
export function duplication(pointer: string, node: DocNode): Patch {
  const { series, index } = split(pointer);
  const copy = { ...node };
  delete copy.name;
  return [{ op: "add", path: `${series}/${index + 1}`, value: identified(copy, true) }];
}

/** Set one field; `undefined` removes it, so that the default holds. */
export function assignment(pointer: string, node: LayerSpec, field: string, value: unknown): Patch {
  const path = `${pointer}/${field}`;
  if (value !== undefined) return [{ op: "add", path, value }];
  return field in node ? [{ op: "remove", path }] : [];
}

/** How many nodes the series at the pointer holds: "/layers", "/layers/3/branches/1". */
export function lengthOf(doc: Doc, series: string): number {
  const keys = series.slice(1).split("/");
  const found = keys.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], doc);
  return (found as unknown[]).length;
}

/** All nodes in and under the node, itself included. */
export const sizeOf = (node: DocNode): number =>
  1 + seriesOf(node).reduce((sum, [, inner]) => sum + inner.reduce((n, one) => n + sizeOf(one), 0), 0);
