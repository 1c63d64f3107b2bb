/** Layers with weights on the longest way from the picture: what the names of deep networks count. Pure. */
import type { NodeSummary } from "./types";

/** A convolution or a fully connected layer; norms are not counted. */
const counts = ({ kind, macs }: NodeSummary): boolean =>
  macs > 0 && !["residual", "parallel", "auxiliary"].includes(kind);

/** By path, the node itself included. Auxiliary heads lie on no way: nothing reads them. */
export function weightDepths(nodes: readonly NodeSummary[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const node of nodes) {
    const before = Math.max(0, ...node.inputs.map((path) => found.get(path) ?? 0));
    found.set(node.path, before + (counts(node) ? 1 : 0));
  }
  return found;
}
