/** One large kernel or several of 3×3 behind one another: the same field. Simonyan, Zisserman, 2014. */
import type { DocNode } from "../document";
import { RELU } from "../templates";
import type { LayerSpec } from "../types";
import { type Chosen, exchange, isActivation, plainConv, settingsOf, type Swap } from "./chosen";

const MOST = 3;

/** k×k → (k − 1)/2 of 3×3, with activations between; the last one has the stride. */
export function toCascade(chosen: Chosen): Swap | null {
  const plain = plainConv(chosen.node);
  if (!plain || plain.kernel < 5 || plain.kernel % 2 === 0) return null;
  const n = (plain.kernel - 1) / 2;
  const next = chosen.rest[1];
  const between = next && isActivation(next) ? settingsOf(next) : RELU;
  const layers = Array.from({ length: n }, (_, index): LayerSpec[] => {
    const last = index === n - 1;
    const own = settingsOf(chosen.node, "padding", ...(last ? [] : ["stride"]));
    const layer = { ...own, kernel_size: 3, ...paddingOf(plain.padding, n, index) };
    return last ? [layer] : [layer, between];
  });
  return exchange(chosen, "conv_to_cascade", layers.flat(), { kernel: plain.kernel, n });
}

/** The padding of one of n, so that all together pad as much as the one. */
function paddingOf(padding: number | string, n: number, index: number): { padding?: number | string } {
  if (typeof padding === "string") return { padding };
  const own = Math.floor(padding / n) + (index < padding % n ? 1 : 0);
  return own ? { padding: own } : {};
}

/** Two or three of 3×3, with or without activations between → one 5×5 or 7×7. */
export function fromCascade(chosen: Chosen): Swap | null {
  const row = cascade(chosen.rest);
  const last = row.at(-1);
  if (row.length < 2 || !last) return null;
  const kernel = 2 * row.length + 1;
  const padding = row.map((link) => link.padding).reduce((sum, one) => add(sum, one));
  const own = settingsOf(last.node, "padding");
  const layer = { ...own, kernel_size: kernel, ...(padding ? { padding } : {}) };
  return exchange(chosen, "cascade_to_conv", [layer], { kernel, n: row.length }, last.at + 1);
}

const add = (a: number | string, b: number | string): number | string =>
  typeof a === "number" && typeof b === "number" ? a + b : a;

interface Link {
  node: DocNode;
  at: number;
  padding: number | string;
}

/** The 3×3 convolutions that the nodes begin with; one that strides is the last. */
function cascade(nodes: DocNode[]): Link[] {
  const row: Link[] = [];
  for (let at = 0; row.length < MOST; at += 1) {
    const node = nodes[at];
    if (row.length && isActivation(node)) continue;
    const plain = plainConv(node);
    const alike = typeof plain?.padding === typeof (row[0] ?? plain)?.padding;
    if (!node || plain?.kernel !== 3 || !alike) break;
    row.push({ node, at, padding: plain.padding });
    if (plain.stride > 1) break;
  }
  return row;
}
