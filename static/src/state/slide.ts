/** The window of a layer over what it reads, also where it does not fit. */
import { type Axes, axesOf, coverage } from "../layout/windows";
import { elementwise } from "../layout/stations";
import { network } from "./network.svelte";
import { selection } from "./selection.svelte";
import type { NodeSummary } from "./network/types";

/** Null for layers without a window, and where the analysis did not get so far. */
export function slideOf(path: string): Axes | null {
  const stuck = network.outline?.stuck;
  const found = network.outlined.get(path) ?? (stuck?.path === path ? stuck : null);
  return found?.window && found.in_shape.length === 3 ? axesOf(found.window, found.in_shape) : null;
}

/** The first layer with a window that reads a map, or what follows the map in its column; "input": the picture. */
export function readerOf(path: string): NodeSummary | null {
  let from = path;
  for (const node of network.summary?.nodes ?? []) {
    if (!node.inputs.includes(from)) continue;
    if (node.window) return node;
    if (elementwise(node)) from = node.path;
  }
  return null;
}

/** Is the layer that reads a map the one that is being set? */
export const readerChosen = (path: string): boolean => readerOf(path)?.path === selection.path;

/** The window that reads a map where there is something to show of it: positions passed over, pixels not read. */
export function marked(path: string): Axes | null {
  const reader = readerOf(path);
  const axes = reader?.window && axesOf(reader.window, reader.in_shape);
  const plain = axes?.every((axis) => axis.stride === 1 && !coverage(axis).includes(0)) ?? true;
  return axes && !plain ? axes : null;
}
