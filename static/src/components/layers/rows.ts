/** The rows of one top-level layer: itself, and, indented, what stands inside a combinator. Pure. */
import { type DocNode, type Place, seriesOf } from "../../state/network/document";

export type Row =
  | { type: "node"; key: string; place: Place }
  /** The heading of a series inside a combinator; an empty one is the identity. */
  | { type: "part"; key: string; part: string; depth: number; empty: boolean };

const partsOf = (node: DocNode): [string, DocNode[]][] => {
  const parts = seriesOf(node);
  const open = node.kind === "residual" && !parts.some(([part]) => part === "shortcut");
  return open ? [...parts, ["shortcut", []]] : parts;
};

export function rowsOf(node: DocNode, places: ReadonlyMap<string, Place>): Row[] {
  const place = places.get(node.$id);
  if (!place) return [];
  const inside = partsOf(node).flatMap(([part, inner]): Row[] => [
    {
      type: "part",
      key: `${node.$id}.${part}`,
      part,
      depth: place.depth + 1,
      empty: inner.length === 0,
    },
    ...inner.flatMap((child) => rowsOf(child, places)),
  ]);
  return [{ type: "node", key: node.$id, place }, ...inside];
}
