/** The layer list as rows: nodes, and the headings of the series inside combinators. Pure. */
import { type DocNode, type Place, seriesOf } from "../state/network/document";
import type { Gap } from "../state/network/series";

export interface NodeRow {
  type: "node";
  key: string;
  place: Place;
  /** Open or closed; null: there is nothing inside. */
  open: boolean | null;
  /** How many nodes a closed row hides. */
  hidden: number;
  /** Among its siblings, from 1. */
  position: number;
  siblings: number;
}

export interface PartRow {
  type: "part";
  key: string;
  /** The combinator and the series inside it: "body", "branches.1". */
  owner: Place;
  part: string;
  /** Its pointer in the request. */
  series: string;
  depth: number;
  /** Paths of its nodes begin with this. */
  prefix: string;
  length: number;
  /** The combinator ends with it. */
  last: boolean;
}

/** Under the last branch: a place for one more. */
export interface MoreRow {
  type: "more";
  key: string;
  owner: Place;
  depth: number;
}

export type Row = NodeRow | PartRow | MoreRow;

/** The series of a combinator, an absent shortcut among them; of one that is switched off what stayed. */
export function partsOf(node: DocNode): [string, DocNode[]][] {
  const parts = seriesOf(node);
  const open = node.kind === "residual" && !parts.some(([part]) => part === "shortcut");
  return open ? [...parts, ["shortcut", []]] : parts;
}

/** Nodes never change in place: each is counted once. */
const counts = new WeakMap<DocNode, number>();

function countOf(node: DocNode): number {
  const inside = (nodes: DocNode[]): number => nodes.reduce((n, one) => n + 1 + countOf(one), 0);
  const found = counts.get(node) ?? partsOf(node).reduce((sum, [, nodes]) => sum + inside(nodes), 0);
  counts.set(node, found);
  return found;
}

/** All rows; `closed` says of a combinator whether it hides what stands in it. */
export function outline(
  layers: DocNode[],
  places: ReadonlyMap<string, Place>,
  closed: (id: string) => boolean,
): Row[] {
  return layers.flatMap((node, index) => nodeRows(node, index, layers.length));

  function nodeRows(node: DocNode, index: number, siblings: number): Row[] {
    const place = places.get(node.$id);
    if (!place) return [];
    const parts = node.$off === "block" ? [] : partsOf(node);
    const open = parts.length ? !closed(node.$id) : null;
    const own: NodeRow = {
      ...{ type: "node", key: node.$id, place, open, position: index + 1, siblings },
      hidden: open === false ? countOf(node) : 0,
    };
    if (!open) return [own];
    const more = node.kind === "parallel" && !node.$off;
    const inside = parts.flatMap((part, at) => partRows(place, part, !more && at === parts.length - 1));
    const end: Row[] = more
      ? [{ type: "more", key: `${node.$id}.more`, owner: place, depth: place.depth + 1 }]
      : [];
    return [own, ...inside, ...end];
  }

  function partRows(owner: Place, [part, nodes]: [string, DocNode[]], last: boolean): Row[] {
    const heading: PartRow = {
      ...{ type: "part", key: `${owner.node.$id}.${part}`, owner, part, last },
      ...{ series: `${owner.pointer}/${part.replace(".", "/")}`, prefix: `${owner.path}.${part}.` },
      ...{ depth: owner.depth + 1, length: nodes.length },
    };
    return [heading, ...nodes.flatMap((node, index) => nodeRows(node, index, nodes.length))];
  }
}

/** A gap between two rows, and how deep in the tree it is. */
export interface Spot {
  gap: Gap;
  depth: number;
}

const seriesOfPlace = ({ pointer }: Place): string => pointer.slice(0, pointer.lastIndexOf("/"));
const after = (place: Place): Spot => ({
  gap: { series: seriesOfPlace(place), index: place.index + 1 },
  depth: place.depth,
});

/**
 * The gaps above the row at `boundary` (at the number of rows: below the last one), deepest first. Below the last
 * node of a block begin both its own end and the place after the block.
 */
export function spotsAt(rows: readonly Row[], boundary: number): Spot[] {
  const above = rows[boundary - 1];
  if (above?.type === "more") return outwards(rows, above.owner, true);
  if (!above) return [{ gap: { series: "/layers", index: 0 }, depth: 0 }];
  if (above.type === "part") {
    const own: Spot = { gap: { series: above.series, index: 0 }, depth: above.depth };
    return above.length ? [own] : [own, ...outwards(rows, above.owner, above.last)];
  }
  const next = rows[boundary];
  if (above.open && next?.type === "part")
    return [{ gap: { series: next.series, index: 0 }, depth: next.depth }];
  return [after(above.place), ...(above.position === above.siblings ? endsWith(rows, above.place) : [])];
}

/** The heading of the series that a node stands in. */
const headingOf = (rows: readonly Row[], place: Place): PartRow | undefined =>
  rows.find((row): row is PartRow => row.type === "part" && row.series === seriesOfPlace(place));

function endsWith(rows: readonly Row[], place: Place): Spot[] {
  const heading = headingOf(rows, place);
  return heading ? outwards(rows, heading.owner, heading.last) : [];
}

/** After a block that ends here, and after those around it that end here too. */
function outwards(rows: readonly Row[], owner: Place, last: boolean): Spot[] {
  if (!last) return [];
  const row = rows.find((one): one is NodeRow => one.type === "node" && one.place === owner);
  const ends = row?.position === row?.siblings ? endsWith(rows, owner) : [];
  return [after(owner), ...ends];
}

/** The gap that is meant at a depth: the deepest that is not deeper, else the shallowest. */
export function spotAt(rows: readonly Row[], boundary: number, depth: number): Spot {
  const spots = spotsAt(rows, boundary);
  return spots.find((spot) => spot.depth <= depth) ?? (spots.at(-1) as Spot);
}

/** The rows in view, of rows one below another with these heights. */
export function inView(
  heights: readonly number[],
  top: number,
  height: number,
  margin = 240,
): { from: number; to: number; above: number; below: number } {
  const found = { from: 0, to: heights.length, above: 0, below: 0 };
  let at = 0;
  heights.forEach((one, index) => {
    if (at + one < top - margin) Object.assign(found, { from: index + 1, above: at + one });
    if (at > top + height + margin) {
      found.to = Math.min(found.to, index);
      found.below += one;
    }
    at += one;
  });
  return found;
}
