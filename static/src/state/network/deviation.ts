/** How far the first weights of a layer spread: the standard deviation that an initialiser gives them. */
import type { LayerSpec } from "./types";

export interface Initializer {
  kind: string;
  [field: string]: unknown;
}

const product = (numbers: number[]): number => numbers.reduce((total, one) => total * one, 1);

/** The step of a transposed convolution's stamps: how many of them reach a unit. */
function stamps(node: LayerSpec): number {
  const stride = node["stride"] ?? 1;
  return Array.isArray(stride) ? product(stride as number[]) : Number(stride) ** 2;
}

/** How many inputs a unit reads, as the initialisers of the lectures count it. */
function fanIn(node: LayerSpec, shape: number[]): number {
  if (node.kind !== "conv_transpose2d") return product(shape.slice(1));
  const kernels = product([shape[0] ?? 1, ...shape.slice(2)]) / Number(node["groups"] ?? 1);
  return Math.max(kernels / stamps(node), 1);
}

/** `shape` is that of the layer's weight: [out, in, height, width] or [out, in]; null for a kind not known here. */
export function deviation(setting: Initializer, node: LayerSpec, shape: number[]): number | null {
  const inner = product(shape.slice(1));
  const outer = (shape[0] ?? 1) * product(shape.slice(2));
  switch (setting.kind) {
    case "default":
      return 1 / Math.sqrt(3 * inner);
    case "zeros":
      return 0;
    case "normal":
      return Number(setting["std"] ?? 1);
    case "inverse_sqrt":
      return 1 / Math.sqrt(fanIn(node, shape));
    case "xavier":
      return Math.sqrt(2 / (inner + outer));
    case "he":
      return Math.sqrt(2 / fanIn(node, shape));
    case "orthogonal":
      return Number(setting["gain"] ?? 1) / Math.sqrt(Math.max(shape[0] ?? 1, inner));
    default:
      return null;
  }
}
