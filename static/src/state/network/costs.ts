/** What a part of a block costs: the sum over the leaves in it, and what its last node gives. Pure. */
import type { NodeSummary } from "./types";

const COMBINATORS = ["residual", "parallel", "auxiliary"];

export interface Cost {
  params: number;
  macs: number;
  /** Of the last node; null where nothing in it has been analysed. */
  shape: number[] | null;
}

/** Of the nodes whose paths begin with the prefix ("p.branches.1."). */
export function costOf(prefix: string, nodes: readonly NodeSummary[]): Cost {
  const inside = nodes.filter(({ path }) => path.startsWith(prefix));
  const leaves = inside.filter(({ kind }) => !COMBINATORS.includes(kind));
  const sum = (value: (node: NodeSummary) => number): number =>
    leaves.reduce((total, node) => total + value(node), 0);
  return {
    params: sum(({ params }) => params),
    macs: sum(({ macs }) => macs),
    shape: inside.at(-1)?.out_shape ?? null,
  };
}
