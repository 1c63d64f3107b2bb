/** Boxes that one unit sees: pure arithmetic on the analysis. */
import type { NodeSummary } from "../state/network/types";

/** y0, x0, y1, x1; ends exclusive, not clipped. */
export type Rect = [number, number, number, number];

export interface Place {
  channel: number;
  y: number;
  x: number;
}

/** What a unit reads of the node before: a box in channels lo…hi (end exclusive). */
export interface Sources {
  box: Rect;
  channels: [number, number];
}

/** The unit's box in the network's input, in input pixels. */
export function receptiveBox(node: NodeSummary, unit: Place): Rect {
  const { size, stride, start } = node.receptive_field;
  const top = start[0] + (stride ? stride[0] * unit.y : 0);
  const left = start[1] + (stride ? stride[1] * unit.x : 0);
  return [top, left, top + size[0], left + size[1]];
}

/** What the unit reads, by the path of each node before its own; `shapeOf` gives their shapes. */
export function sources(
  node: NodeSummary,
  unit: Place,
  shapeOf: (path: string) => number[] = () => node.in_shape,
): ({ path: string } & Sources)[] {
  if (node.inputs.length > 1) return merged(node, unit, shapeOf);
  return node.inputs.map((path) => ({ path, ...single(node, unit) }));
}

/** A merge reads the same place: of every node where it adds, of the one that holds the channel where it joins. */
function merged(
  node: NodeSummary,
  unit: Place,
  shapeOf: (path: string) => number[],
): ({ path: string } & Sources)[] {
  const box: Rect = [unit.y, unit.x, unit.y + 1, unit.x + 1];
  const counts = node.inputs.map((path) => shapeOf(path)[0] ?? 0);
  const joins = counts.reduce((sum, count) => sum + count, 0) === node.out_shape[0];
  let first = 0;
  return node.inputs.flatMap((path, index) => {
    const channel = unit.channel - (joins ? first : 0);
    first += counts[index] ?? 0;
    return channel < 0 || channel >= (counts[index] ?? 0) ? [] : [{ path, box, channels: one(channel) }];
  });
}

function single(node: NodeSummary, unit: Place): Sources {
  const [channels = 1, height = 1, width = 1] = node.in_shape;
  const whole: Rect = [0, 0, height, width];
  if (node.in_shape.length === 3 && node.out_shape.length === 3) {
    return { box: reachBox(node, unit) ?? whole, channels: group(node, unit.channel) };
  }
  if (node.kind.startsWith("global_")) return { box: whole, channels: one(unit.channel) };
  if (!copies(node)) return { box: whole, channels: [0, channels] };
  const index = (unit.channel * (node.out_shape[1] ?? 1) + unit.y) * (node.out_shape[2] ?? 1) + unit.x;
  const [y, x] = [Math.floor(index / width) % height, index % width];
  return { box: [y, x, y + 1, x + 1], channels: one(Math.floor(index / (width * height))) };
}

/** Fractions of a pixel come as decimals: what falls short of a whole number by this is one. */
const NEARLY = 1e-9;

/** Null where a unit reads every position. */
function reachBox({ reach }: NodeSummary, { y, x }: Place): Rect | null {
  if (!reach) return null;
  const edge = (at: number, axis: 0 | 1, end: [number, number]): number =>
    Math.floor(at * reach.step[axis] + end[axis] + NEARLY);
  const [top, left] = [edge(y, 0, reach.first), edge(x, 1, reach.first)];
  return [top, left, edge(y, 0, reach.last) + 1, edge(x, 1, reach.last) + 1];
}

/** The channels that the unit's group reads. */
export function group(node: NodeSummary, channel: number): [number, number] {
  const [from = 1] = node.in_shape;
  const [to = 1] = node.out_shape;
  const groups = node.channel_groups ?? 1;
  const first = Math.floor(channel / (to / groups)) * (from / groups);
  return [first, first + from / groups];
}

const one = (channel: number): [number, number] => [channel, channel + 1];
const count = (shape: number[]): number => shape.reduce((product, side) => product * side, 1);

/** Flatten, dropout and activations hand numbers on one by one. */
export function copies(node: NodeSummary): boolean {
  return node.params === 0 && node.kind !== "softmax" && count(node.in_shape) === count(node.out_shape);
}

/** "y0,x0,y1,x1" */
export const boxText = (box: Rect): string => box.join(",");
