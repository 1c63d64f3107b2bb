/** How shapes, sizes and the arithmetic of a layer are written. Pure; words come from the caller. */
import type { NodeSummary } from "./types";

/** [6, 28, 28] → "28×28×6", as the lectures write volumes; [120] → "120". */
export function shapeText([channels, ...sides]: number[]): string {
  return [...sides, channels].join("×");
}

/** What the layer does in one line: "conv 5×5×1 → 6", "linear 400 → 120", "max pool 2×2". */
export function headline(node: NodeSummary, short: string): string {
  const weight = node.params_detail?.["weight"];
  const kernel = node.window?.kernel.join("×");
  // torch keeps the weights of these with their inputs first
  const turned = node.kind === "conv_transpose2d" || node.kind === "embedding";
  const [from, to] = turned ? [weight?.[0], weight?.[1]] : [weight?.[1], weight?.[0]];
  if (weight?.length === 4) return `${short} ${weight.slice(2).join("×")}×${from} → ${to}`;
  if (weight?.length === 2) return `${short} ${from} → ${to}`;
  return kernel && node.window?.kernel.some((side) => side > 1) ? `${short} ${kernel}` : short;
}

/** Window and stride as the papers' tables print them: "7×7/2"; empty for layers without a window. */
export function patchText({ window, kind }: NodeSummary): string {
  if (!window || kind === "global_avg_pool") return "";
  const [rows, columns] = window.stride;
  return `${window.kernel.join("×")}/${rows === columns ? rows : `${rows}×${columns}`}`;
}

/** The sums behind height and width, once where they are the same; activations have none. */
export function sizeLines(node: NodeSummary): string[] {
  const { height, width, features } = node.size ?? {};
  return [...new Set([height, width, features].filter((line) => line !== undefined))];
}

const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** 18816 → [18.8, "kB"]: three significant digits and the key of the unit. */
export function bytes(count: number): { value: number; unit: string } {
  let value = count;
  let step = 0;
  while (value >= 1000 && step < UNITS.length - 1) {
    value /= 1000;
    step += 1;
  }
  return { value: Number(value.toPrecision(3)), unit: UNITS[step] ?? "B" };
}

/** 61706 → [61.7, "k"]: for places with room for four digits. */
export function compact(count: number): string {
  const { value, unit } = bytes(count);
  return `${value}${unit.replace("B", "").replace("G", "B")}`;
}

const ACTIVATION: Record<string, (inner: string) => string> = {
  relu: (inner) => `max(0, ${inner})`,
  sigmoid: (inner) => `σ(${inner})`,
  tanh: (inner) => `tanh(${inner})`,
  softmax: (inner) => `softmax(${inner})`,
  heaviside: (inner) => `step(${inner})`,
};
const WITHOUT_FORMULA = ["flatten", "dropout", "gaussian_noise", "identity"];

export interface Formula {
  /** As the lectures write it: without biases where there is more than one matrix. */
  short: string;
  full: string;
}

function joined(layers: { kind: string; bias?: unknown }[], single: boolean, biases: boolean): string {
  let text = "x";
  let sum = false;
  let index = 0;
  for (const { kind, bias } of layers) {
    if (kind === "linear") {
      const mark = single ? "" : String(++index);
      text = `W${mark}${single ? "" : " "}${sum ? `(${text})` : text}`;
      sum = biases && bias !== false;
      if (sum) text += ` + b${mark}`;
    } else {
      text = ACTIVATION[kind]?.(text) ?? text;
      sum = false;
    }
  }
  return `f = ${text}`;
}

/**
 * The score function of a network of linear layers and activations alone: "f = Wx + b", "f = W2 max(0, W1 x)".
 * Null where the network has other layers.
 */
export function formula(layers: { kind: string; bias?: unknown }[]): Formula | null {
  const useful = layers.filter(({ kind }) => !WITHOUT_FORMULA.includes(kind));
  const known = useful.every(({ kind }) => kind === "linear" || kind in ACTIVATION);
  if (!known || useful[0]?.kind !== "linear") return null;
  const single = useful.filter(({ kind }) => kind === "linear").length === 1;
  const full = joined(useful, single, true);
  return { short: single ? full : joined(useful, single, false), full };
}
