/**
 * From the analysis to what is drawn: stations (a layer with the element-wise nodes that follow it) in a
 * series-parallel tree. Paths give the tree, `inputs` the edges.
 */
import type { NodeSummary } from "../state/network/types";

/** What shares one column: a layer and the activations, norms and dropouts applied to its output in place. */
export interface Station {
  /** Path of the first node. */
  id: string;
  stages: NodeSummary[];
}

export type Box =
  | { kind: "station"; station: Station }
  | { kind: "series"; items: Box[] }
  /** Lanes side by side that end in one merge; an empty lane is the identity. */
  | { kind: "fan"; lanes: Box[]; merge: Station }
  /** A run of equal blocks; `folded` makes them. */
  | { kind: "fold"; fold: Fold };

/** A stage: blocks that are drawn as one column until it is opened. */
export interface Fold {
  id: string;
  /** What the names of its blocks have in common; "" for nothing. */
  name: string;
  /** Of the first block, and how many there are. */
  kind: string;
  count: number;
  items: Box[];
  open: boolean;
  out_shape: number[];
  params: number;
  macs: number;
  /** Paths of all nodes in it. */
  paths: string[];
}

const COMBINATORS = ["residual", "parallel", "auxiliary"];
const LANES: Record<string, string[]> = { residual: ["body", "shortcut"], auxiliary: ["head", ""] };

const equal = (a: number[], b: number[]): boolean => a.length === b.length && a.every((v, i) => v === b[i]);

/** Does the node change numbers one by one, so that before and after can share a column? */
export function elementwise(node: NodeSummary): boolean {
  if (COMBINATORS.includes(node.kind) || node.inputs.length !== 1) return false;
  const single = !node.window || (node.window.kernel[0] === 1 && node.window.kernel[1] === 1);
  const plain = node.params === 0 || node.kind.includes("norm");
  return single && plain && !node.kind.includes("pool") && equal(node.in_shape, node.out_shape);
}

/** Does the station join what comes from several lanes? */
export const isMerge = ({ stages }: Station): boolean => COMBINATORS.includes(stages[0]?.kind ?? "");

/** The stations of `nodes`, in order of execution, as a tree. */
export function tree(nodes: NodeSummary[]): Box {
  return series(nodes, "");
}

function series(nodes: NodeSummary[], prefix: string): Box {
  const groups = new Map<string, NodeSummary[]>();
  for (const node of nodes) {
    const child = node.path.slice(prefix.length).split(".")[0] ?? "";
    groups.set(child, [...(groups.get(child) ?? []), node]);
  }
  const items: Box[] = [];
  for (const [child, group] of groups) add(items, group, prefix + child);
  return { kind: "series", items };
}

function add(items: Box[], group: NodeSummary[], path: string): void {
  const node = group.at(-1);
  if (!node) return;
  const previous = lastStation(items.at(-1));
  if (previous && elementwise(node) && node.inputs[0] === previous.stages.at(-1)?.path) {
    previous.stages.push(node);
  } else if (COMBINATORS.includes(node.kind) && node.path === path) {
    items.push(fan(group, node));
  } else {
    items.push({ kind: "station", station: { id: node.path, stages: [node] } });
  }
}

/** The station that a box ends in, if it ends in one. */
export function lastStation(box: Box | undefined): Station | null {
  if (box?.kind === "station") return box.station;
  return box?.kind === "fan" ? box.merge : null;
}

function fan(group: NodeSummary[], node: NodeSummary): Box {
  const parts = LANES[node.kind] ?? node.inputs.map((_, branch) => `branches.${branch}`);
  const lanes = parts.map((part) => {
    const prefix = `${node.path}.${part}.`;
    return series(part ? group.filter(({ path }) => path.startsWith(prefix)) : [], prefix);
  });
  return { kind: "fan", lanes, merge: { id: node.path, stages: [node] } };
}

/** By station: the share of the height that its lane has, where lanes lie below one another. */
export function laneShares(box: Box, share = 1, found = new Map<string, number>()): Map<string, number> {
  if (box.kind === "station") found.set(box.station.id, share);
  else if (box.kind === "series") for (const item of box.items) laneShares(item, share, found);
  else if (box.kind === "fold") for (const item of box.fold.items) laneShares(item, share, found);
  else {
    const full = box.lanes.filter((lane) => stationsOf(lane).length > 0);
    for (const lane of full) laneShares(lane, share / full.length, found);
    found.set(box.merge.id, share);
  }
  return found;
}

/** All stations of a tree, in order of execution, those of folded stages among them. */
export function stationsOf(box: Box): Station[] {
  switch (box.kind) {
    case "station":
      return [box.station];
    case "series":
      return box.items.flatMap(stationsOf);
    case "fan":
      return [...box.lanes.flatMap(stationsOf), box.merge];
    case "fold":
      return box.fold.items.flatMap(stationsOf);
  }
}
