/** What a unit sees of every layer before it, back to the input: from the windows of the layers on the way. */
import type { NodeSummary } from "../state/network/types";
import { copies, type Place, type Rect, type Sources, sources } from "./fields";

/** The smallest that holds both: units between them are counted in. */
export function joined(a: Sources | undefined, b: Sources): Sources {
  if (!a) return b;
  return {
    box: [
      Math.min(a.box[0], b.box[0]),
      Math.min(a.box[1], b.box[1]),
      Math.max(a.box[2], b.box[2]),
      Math.max(a.box[3], b.box[3]),
    ],
    channels: [Math.min(a.channels[0], b.channels[0]), Math.max(a.channels[1], b.channels[1])],
  };
}

/** The first and the last unit of a region. */
function corners({ box: [top, left, bottom, right], channels: [from, to] }: Sources): [Place, Place] {
  return [
    { channel: from, y: top, x: left },
    { channel: to - 1, y: bottom - 1, x: right - 1 },
  ];
}

/** A region of one node as what is read of those before it. Windows move with their units, so two corners say it. */
function behind(
  node: NodeSummary,
  region: Sources,
  shapeOf: (path: string) => number[],
): ({ path: string } & Sources)[] {
  if (node.inputs.length > 1) return merged(node, region, shapeOf);
  const found = new Map<string, Sources>();
  for (const place of corners(region)) {
    for (const { path, box, channels } of sources(node, place, shapeOf))
      found.set(path, joined(found.get(path), { box, channels }));
  }
  return [...found].map(([path, one]) => ({ path, ...(reorders(node) ? filled(one, node.in_shape) : one) }));
}

/** Rolled out or rolled up: units that lie side by side may come from the end of one row and the start of the next. */
const reorders = (node: NodeSummary): boolean =>
  copies(node) && node.in_shape.length !== node.out_shape.length && node.in_shape.length === 3;

function filled({ box, channels }: Sources, [, height = 1, width = 1]: number[]): Sources {
  const several = channels[1] - channels[0] > 1;
  const rows: [number, number] = several ? [0, height] : [box[0], box[2]];
  const wide = several || rows[1] - rows[0] > 1;
  return { channels, box: [rows[0], wide ? 0 : box[1], rows[1], wide ? width : box[3]] };
}

/** A sum reads the same of all its ends; of what is put together each end has its own channels. */
function merged(
  node: NodeSummary,
  { box, channels: [from, to] }: Sources,
  shapeOf: (path: string) => number[],
): ({ path: string } & Sources)[] {
  const counts = node.inputs.map((path) => shapeOf(path)[0] ?? 0);
  const joins = counts.reduce((sum, count) => sum + count, 0) === node.out_shape[0];
  let first = 0;
  return node.inputs.flatMap((path, index) => {
    const [before, count] = [joins ? first : 0, counts[index] ?? 0];
    first += count;
    const [low, high] = [Math.max(from - before, 0), Math.min(to - before, count)];
    return low < high ? [{ path, box, channels: [low, high] as [number, number] }] : [];
  });
}

/**
 * By path: the region of each node before `node` that the unit sees, "input" among them; of several ways the
 * smallest region that holds all. Ends are not clipped: what lies outside is padding.
 */
export function seenBy(
  nodes: readonly NodeSummary[],
  path: string,
  unit: Place,
  inputShape: number[],
): Map<string, Sources> {
  const shapes = new Map(nodes.map((node) => [node.path, node.out_shape]));
  const shapeOf = (of: string): number[] => (of === "input" ? inputShape : (shapes.get(of) ?? []));
  const { channel, y, x } = unit;
  const regions = new Map<string, Sources>([
    [path, { box: [y, x, y + 1, x + 1] as Rect, channels: [channel, channel + 1] }],
  ]);
  for (const node of [...nodes].reverse()) {
    const region = regions.get(node.path);
    if (!region) continue;
    for (const { path: before, ...read } of behind(node, region, shapeOf))
      regions.set(before, joined(regions.get(before), read));
  }
  regions.delete(path);
  return regions;
}
