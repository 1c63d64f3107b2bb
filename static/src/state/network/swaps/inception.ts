/** The inception module with and without the 1×1 convolutions that narrow it. Szegedy et al., 2014. */
import { type DocNode, identified } from "../document";
import { withNode } from "../series";
import { conv, RELU, share } from "../templates";
import type { LayerSpec } from "../types";
import { type Chosen, isActivation, plainConv, type Swap, type SwapCode } from "./chosen";

const NARROW = 1 / 4;

const branchesOf = (node: DocNode): DocNode[][] => (node["branches"] as DocNode[][] | undefined) ?? [];
const kernelOf = (node: LayerSpec | undefined): number => plainConv(node)?.kernel ?? 0;
const isPool = (node: LayerSpec | undefined): boolean => /^(max|avg|l2)_pool2d$/.test(node?.kind ?? "");

/** Large kernels read a narrowed input; what was pooled is narrowed after it. */
export function reduce(chosen: Chosen): Swap | null {
  const narrow = (): LayerSpec[] => [conv(share(chosen.summary.in_shape[0] ?? 1, NARROW), 1), RELU];
  return changed(chosen, "inception_reduce", (branch) => {
    if (kernelOf(branch[0]) > 1) return [...narrow(), ...branch];
    return isPool(branch[0]) && branch.length === 1 ? [...branch, ...narrow()] : branch;
  });
}

/** Without the 1×1 convolutions before large kernels and after pooling. */
export function widen(chosen: Chosen): Swap | null {
  return changed(chosen, "inception_widen", (branch) => {
    const start = isPool(branch[0]) ? 1 : 0;
    const end = start + (isActivation(branch[start + 1]) ? 2 : 1);
    const narrows = kernelOf(branch[start]) === 1 && (start === 1 || kernelOf(branch[end]) > 1);
    return narrows ? [...branch.slice(0, start), ...branch.slice(end)] : branch;
  });
}

/** The nodes that stay keep their ids, and so, where their shapes allow, their weights. */
function changed(
  { node, pointer, summary }: Chosen,
  code: SwapCode,
  change: (branch: LayerSpec[]) => LayerSpec[],
): Swap | null {
  if (node.kind !== "parallel" || summary.in_shape.length !== 3) return null;
  const before = branchesOf(node);
  const branches = before.map((branch) => change(branch).map((one) => identified(one)));
  if (branches.every((branch, index) => branch.length === before[index]?.length)) return null;
  return {
    code,
    values: {},
    edit: (doc) => withNode(doc, pointer, (one) => ({ ...one, branches })),
    counts: null,
  };
}
