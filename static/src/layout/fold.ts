/**
 * Stages of deep networks: runs of the same block, drawn as one column with a count until they are opened.
 * ResNet-152's 50 blocks are four such runs.
 */
import type { NodeSummary } from "../state/network/types";
import { type Box, type Fold, lastStation, stationsOf } from "./stations";

/** Networks with fewer stations are drawn whole. */
export const MANY_STATIONS = 40;
const LONGEST_PERIOD = 6;

/** What a node does, whatever comes into it: blocks that differ in their strides or input are of one stage. */
const signOf = ({ kind, window, out_shape }: NodeSummary): string =>
  `${kind} ${window?.kernel.join("×") ?? ""} ${out_shape.join("×")}`;

/** The way around is left out: the first block of a stage projects, the others do not. */
function sign(box: Box): string {
  switch (box.kind) {
    case "station":
      return box.station.stages.map(signOf).join("+");
    case "series":
      return box.items.map(sign).join(",");
    case "fan": {
      const residual = box.merge.stages[0]?.kind === "residual";
      const lanes = residual ? box.lanes.slice(0, 1) : box.lanes;
      return `(${lanes.map(sign).join("|")})${box.merge.stages.map(signOf).join("+")}`;
    }
    case "fold":
      return box.fold.items.map(sign).join(",");
  }
}

interface Run {
  from: number;
  period: number;
  count: number;
}

/** How often the `period` signs from `from` on are repeated. */
function repeats(signs: string[], from: number, period: number): number {
  let count = 1;
  const again = (): boolean =>
    from + (count + 1) * period <= signs.length &&
    signs.slice(from, from + period).every((one, index) => signs[from + count * period + index] === one);
  while (again()) count += 1;
  return count;
}

/** The run that begins at `from` and covers most, with the shortest period. */
function longest(signs: string[], from: number): Run {
  let best = { from, period: 1, count: 1 };
  for (let period = 1; period <= LONGEST_PERIOD && from + 2 * period <= signs.length; period += 1) {
    const count = repeats(signs, from, period);
    const covers = count > 1 ? count * period : 1;
    if (covers > best.count * best.period) best = { from, period, count };
  }
  return best;
}

/** Two blocks are a stage; of single layers it takes three. */
function worth(items: Box[], { from, period, count }: Run): boolean {
  const blocks = items.slice(from, from + period).some(({ kind }) => kind === "fan");
  return count >= (blocks ? 2 : 3);
}

/** The tree with its stages folded, all but those in `open`, where it has many stations. */
export function folded(root: Box, open: ReadonlySet<string>): Box {
  return stationsOf(root).length < MANY_STATIONS || root.kind !== "series"
    ? root
    : foldSeries(root.items, open);
}

function foldSeries(items: Box[], open: ReadonlySet<string>): Box {
  const signs = items.map(sign);
  const found: Box[] = [];
  for (let at = 0; at < items.length;) {
    const run = longest(signs, at);
    const taken = worth(items, run) ? run.period * run.count : 1;
    const part = items.slice(at, at + taken);
    found.push(...(taken > 1 ? [{ kind: "fold" as const, fold: foldOf(part, run.count, open) }] : part));
    at += taken;
  }
  return { kind: "series", items: found };
}

function foldOf(items: Box[], count: number, open: ReadonlySet<string>): Fold {
  const id = `${idOf(items[0])}…`;
  const nodes = items.flatMap(nodesOf);
  const ends = lastStation(items.at(-1))?.stages.at(-1);
  return {
    ...{ id, count, items, open: open.has(id), name: stem(items.map(idOf)) },
    ...{ out_shape: ends?.out_shape ?? [], kind: kindOf(items[0]) },
    params: sum(nodes.map(({ params }) => params)),
    macs: sum(nodes.map(({ macs }) => macs)),
    paths: nodes.map(({ path }) => path),
  };
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

const idOf = (box: Box | undefined): string =>
  box?.kind === "station" ? box.station.id : box?.kind === "fan" ? box.merge.id : "";

function kindOf(box: Box | undefined): string {
  const station = box?.kind === "fan" ? box.merge : box?.kind === "station" ? box.station : null;
  return station?.stages[0]?.kind ?? "";
}

/** Leaves and merges of a box; of a combinator not the combinator, whose numbers are the sums of these. */
function nodesOf(box: Box): NodeSummary[] {
  const merges = new Set(["residual", "parallel", "auxiliary"]);
  return stationsOf(box).flatMap(({ stages }) =>
    stages.map((node) => (merges.has(node.kind) ? { ...node, params: 0, macs: 0 } : node)),
  );
}

/** What names have in common, up to a last number or mark: "layer1_0", "layer1_1" → "layer1"; else nothing. */
function stem(names: string[]): string {
  const [first = "", ...others] = names;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length -= 1;
  const shared = first
    .slice(0, length)
    .replace(/[_\d]*$/, (tail) => (tail.startsWith("_") ? "" : digits(tail)));
  return /^[A-Za-z]/.test(shared) ? shared : "";
}

/** "layer1_" → its number belongs to the stage; "conv1" of conv10, conv11 does not. */
const digits = (tail: string): string => (tail.includes("_") ? tail.slice(0, tail.indexOf("_")) : "");
