/**
 * From which layer on a unit sees the whole image, and how many 3×3 layers that takes: arithmetic on the analysis.
 * Every 3×3 convolution adds two steps of the layer that it stands on: N of them see 2N + 1 pixels of the image.
 */
import type { NodeSummary } from "../state/network/types";
import { copies } from "./fields";

/** Height and width. */
export type Sides = [number, number];

/** What one unit of a node sees: of a layer that only hands numbers on, that of the layer before. */
export function unitNode(node: NodeSummary, nodes: ReadonlyMap<string, NodeSummary>): NodeSummary {
  const hands = (one: NodeSummary): boolean =>
    one.inputs.length === 1 && (copies(one) || one.kind === "batch_norm1d") && one.out_shape.length === 1;
  let found = node;
  while (hands(found)) {
    const before = nodes.get(found.inputs[0] ?? "");
    if (!before) break;
    found = before;
  }
  return found;
}

export const seesAll = ({ receptive_field: { size } }: NodeSummary, image: Sides): boolean =>
  size[0] >= image[0] && size[1] >= image[1];

/** How many 3×3 layers at stride 1 are needed on a field of `size` that moves by `step`. */
export function layersNeeded(size: Sides, step: Sides, image: Sides): number {
  const along = (axis: 0 | 1): number => Math.ceil((image[axis] - size[axis]) / (2 * step[axis]));
  return Math.max(along(0), along(1), 0);
}

export interface Everything {
  /** The first node whose unit sees the whole image; null: none does. */
  first: NodeSummary | null;
  /** The last node with places before it, and what 3×3 layers on top of it would be needed. */
  last: { node: NodeSummary; more: number } | null;
  /** How many 3×3 layers it would take on the image itself. */
  alone: number;
}

/** Of the nodes in order of execution. */
export function everything(nodes: readonly NodeSummary[], image: Sides): Everything {
  const byPath = new Map(nodes.map((node) => [node.path, node]));
  const first = nodes.find((node) => seesAll(unitNode(node, byPath), image)) ?? null;
  const before = first ? nodes.slice(0, nodes.indexOf(first)) : nodes;
  const local = before.filter((node) => moves(node)).at(-1);
  const last = local && {
    node: local,
    more: layersNeeded(local.receptive_field.size, local.receptive_field.stride as Sides, image),
  };
  return { first, last: last ?? null, alone: layersNeeded([1, 1], [1, 1], image) };
}

const moves = ({ out_shape, receptive_field: { stride } }: NodeSummary): boolean =>
  out_shape.length === 3 && stride !== null && stride[0] > 0 && stride[1] > 0;
