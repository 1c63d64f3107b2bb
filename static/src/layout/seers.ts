/** The way forward: every unit after a place that sees it, by the windows of the layers on the way. */
import type { NodeSummary } from "../state/network/types";
import { copies, group, type Place, type Rect, type Sources } from "./fields";
import { joined } from "./seen";

type Range = [number, number];
type ShapeOf = (path: string) => number[];

/** Fractions of a step come as decimals: what falls short of a whole number by this is one. */
const NEARLY = 1e-9;

/** Which of `count` units along an axis have a window, first … last around i·step, that meets low … high − 1. */
function readers([low, high]: Range, first: number, last: number, step: number, count: number): Range {
  const from = Math.ceil((low - last) / step - NEARLY);
  const to = Math.floor((high - 1 - first) / step + NEARLY) + 1;
  return [Math.max(from, 0), Math.min(to, count)];
}

/** The units of `node` that read a region of the one node before it; ends cut to what there is. */
function readersOf(node: NodeSummary, { box, channels }: Sources): Sources {
  const [outs = 1, height = 1, width = 1] = node.out_shape;
  const whole: Sources = { box: [0, 0, height, width], channels: [0, outs] };
  if (node.in_shape.length === 3 && node.out_shape.length === 3) {
    const { reach } = node;
    if (!reach) return { ...whole, channels: groupsOf(node, channels) };
    const along = (axis: 0 | 1, count: number): Range =>
      readers([box[axis], box[axis + 2] ?? 0], reach.first[axis], reach.last[axis], reach.step[axis], count);
    const [rows, columns] = [along(0, height), along(1, width)];
    return { box: [rows[0], columns[0], rows[1], columns[1]], channels: groupsOf(node, channels) };
  }
  if (node.kind.startsWith("global_")) return { box: [0, 0, 1, 1], channels };
  if (!copies(node)) return whole;
  return node.out_shape.length === 1 ? rolledOut(node.in_shape, { box, channels }) : whole;
}

/** The channels whose groups read these. */
function groupsOf(node: NodeSummary, channels: Range): Range {
  const [outs = 1] = node.out_shape;
  const meets = (channel: number): boolean => {
    const [from, to] = group(node, channel);
    return from < channels[1] && channels[0] < to;
  };
  const all = Array.from({ length: outs }, (_, channel) => channel).filter(meets);
  return all.length ? [all[0] ?? 0, (all.at(-1) ?? 0) + 1] : [0, 0];
}

/** From the first to the last of the numbers in a row that come from the region. */
function rolledOut([, height = 1, width = 1]: number[], { box, channels }: Sources): Sources {
  const place = (channel: number, y: number, x: number): number => (channel * height + y) * width + x;
  const [top, left, bottom, right] = box;
  const ends: Range = [place(channels[0], top, left), place(channels[1] - 1, bottom - 1, right - 1) + 1];
  return { box: [0, 0, 1, 1], channels: ends };
}

/** Of a merge: the same places; what is put together follows what stands before it. */
function merged(node: NodeSummary, regions: ReadonlyMap<string, Sources>, shapeOf: ShapeOf): Sources | null {
  const counts = node.inputs.map((path) => shapeOf(path)[0] ?? 0);
  const joins = counts.reduce((sum, count) => sum + count, 0) === node.out_shape[0];
  let [first, found]: [number, Sources | null] = [0, null];
  node.inputs.forEach((path, index) => {
    const region = regions.get(path);
    if (region) {
      const moved = joins ? first : 0;
      const channels: Range = [region.channels[0] + moved, region.channels[1] + moved];
      found = joined(found ?? undefined, { box: region.box, channels });
    }
    first += counts[index] ?? 0;
  });
  return found;
}

const isEmpty = ({ box: [top, left, bottom, right], channels: [from, to] }: Sources): boolean =>
  top >= bottom || left >= right || from >= to;

/**
 * By path: the smallest region of each node after `path` that holds all its units which see the place. Of windows
 * with gaps (dilation) it may hold some that do not. The nodes are in the order of the analysis.
 */
export function seersOf(
  nodes: readonly NodeSummary[],
  path: string,
  { channel, y, x }: Place,
  inputShape: number[],
): Map<string, Sources> {
  const shapes = new Map(nodes.map((node) => [node.path, node.out_shape]));
  const shapeOf: ShapeOf = (of) => (of === "input" ? inputShape : (shapes.get(of) ?? []));
  const place: Sources = { box: [y, x, y + 1, x + 1] as Rect, channels: [channel, channel + 1] };
  const regions = new Map<string, Sources>([[path, place]]);
  for (const node of nodes) {
    const [only = ""] = node.inputs;
    const before = regions.get(only);
    const found =
      node.inputs.length > 1 ? merged(node, regions, shapeOf) : before ? readersOf(node, before) : null;
    if (found && !isEmpty(found)) regions.set(node.path, found);
  }
  regions.delete(path);
  return regions;
}
