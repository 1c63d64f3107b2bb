/** A network of fully connected layers as one formula: f = W₂ max(0, W₁ x + b₁) + b₂. */
import type { NodeSummary } from "../state/network/types";

const WRITTEN: Record<string, (z: string) => string> = {
  relu: (z) => `max(0, ${z})`,
  tanh: (z) => `tanh(${z})`,
  sigmoid: (z) => `σ(${z})`,
  softmax: (z) => `softmax(${z})`,
};
const SILENT = ["flatten", "dropout", "identity"];

const subscript = (n: number): string => [...String(n)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]).join("");

/** The formula, or null where the network has other layers, branches, or too many to read. */
export function formulaOf(nodes: NodeSummary[]): string | null {
  const weighing = nodes.filter(({ kind }) => kind === "linear").length;
  if (weighing === 0 || weighing > 3) return null;
  let [text, index] = ["x", 0];
  for (const { kind, params_detail: params } of nodes) {
    const write = WRITTEN[kind];
    if (kind === "linear") {
      index += 1;
      const mark = weighing > 1 ? subscript(index) : "";
      const inner = /^x$|^\w+\(.*\)$|^σ\(.*\)$/.test(text) ? text : `(${text})`;
      text = `W${mark} ${inner}${params["bias"] ? ` + b${mark}` : ""}`;
    } else if (write) text = write(text);
    else if (!SILENT.includes(kind)) return null;
  }
  return `f = ${text}`;
}
