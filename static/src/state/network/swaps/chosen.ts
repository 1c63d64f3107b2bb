/** The layer whose exchanges are asked for, and what they are made of. */
import type { Doc, DocNode } from "../document";
import type { Span } from "../series";
import { replace } from "../tree";
import type { LayerSpec, NodeSummary } from "../types";

export type SwapCode =
  | "conv_to_cascade"
  | "cascade_to_conv"
  | "conv_to_linear"
  | "linear_to_conv"
  | "flatten_to_global"
  | "global_to_flatten"
  | "inception_reduce"
  | "inception_widen";

export interface Counts {
  params: number;
  macs: number;
}

/** An exchange that can be made has an `edit`; one with `counts` is arithmetic: nobody would want to build it. */
export interface Swap {
  code: SwapCode;
  /** The numbers of its words. */
  values: Record<string, number>;
  /** Changes the document; null for arithmetic. */
  edit: ((doc: Doc) => Doc) | null;
  /** Of the layer and of what would do the same; null where the analysis of the edited network counts. */
  counts: { before: Counts; after: Counts } | null;
}

/** A node with what the analysis says of it. */
export interface Sibling {
  node: DocNode;
  summary: NodeSummary | null;
}

export interface Chosen {
  node: DocNode;
  summary: NodeSummary;
  pointer: string;
  /** The node alone. */
  span: Span;
  before: Sibling | null;
  /** From the node on to the end of its series. */
  rest: DocNode[];
}

/** The exchange of the chosen node and of `length` − 1 nodes after it for new ones. */
export function exchange(
  { span }: Chosen,
  code: SwapCode,
  nodes: LayerSpec[],
  values: Swap["values"] = {},
  length = 1,
): Swap {
  const gone = { ...span, to: span.from + length };
  return { code, values, edit: (doc) => replace(doc, gone, nodes), counts: null };
}

const ACTIVATION = /^(relu|leaky_relu|elu|gelu|silu|softplus|tanh|sigmoid|hard_tanh)$/;

export const isActivation = (node: LayerSpec | undefined): boolean => ACTIVATION.test(node?.kind ?? "");

/** The one number behind an int or a pair of equal ints. */
function side(value: unknown, fallback: number): number | null {
  const [height, width] = Array.isArray(value) ? value : [value ?? fallback, value ?? fallback];
  return height === width && typeof height === "number" ? height : null;
}

export interface PlainConv {
  kernel: number;
  stride: number;
  /** A number, or "same" or "valid". */
  padding: number | string;
}

/** A square convolution in which every filter sees all channels. */
export function plainConv(node: LayerSpec | undefined): PlainConv | null {
  if (node?.kind !== "conv2d" || node["connections"]) return null;
  const [kernel, stride] = [side(node["kernel_size"], 1), side(node["stride"], 1)];
  const padding = typeof node["padding"] === "string" ? node["padding"] : side(node["padding"], 0);
  const dense = side(node["groups"], 1) === 1 && side(node["dilation"], 1) === 1;
  return dense && kernel !== null && stride !== null && padding !== null ? { kernel, stride, padding } : null;
}

/** The settings of a node without some of them, its name and what is the page's. */
export function settingsOf(node: LayerSpec, ...without: string[]): LayerSpec {
  const left = Object.entries(node).filter(
    ([key]) => key !== "name" && !key.startsWith("$") && !without.includes(key),
  );
  return Object.fromEntries(left) as LayerSpec;
}
