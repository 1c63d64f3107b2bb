/**
 * What one network has that another has not: both trees laid side by side, node by node. Nodes of one kind are
 * the same node when names and settings say so; in each series the pairs keep their order.
 */
import { brief, type Defaults } from "./brief";
import type { LayerSpec, NetworkSpec } from "./types";

export interface FieldChange {
  field: string;
  /** Undefined: left out, so that the default holds. */
  before: unknown;
  after: unknown;
}

export interface Side {
  path: string;
  node: LayerSpec;
}

/** One row of the comparison: a node in both networks, or in one of them. */
export interface Pair {
  before: Side | null;
  after: Side | null;
  depth: number;
  /** The part of the combinator around them: "body", "branches.1"; null at the top. */
  part: string | null;
  fields: FieldChange[];
}

export interface Comparison {
  head: FieldChange[];
  pairs: Pair[];
}

const PARTS = ["body", "shortcut", "head"];
const TREE = new Set([...PARTS, "branches", "kind", "layers", "input"]);

export function compared(one: NetworkSpec, other: NetworkSpec, defaults: Defaults): Comparison {
  const [before, after] = [brief(one, defaults), brief(other, defaults)];
  const head = (spec: NetworkSpec): LayerSpec => ({ kind: "", ...spec, ...spec.input });
  const series = { depth: 0, part: null, before: "", after: "" };
  return { head: changes(head(before), head(after)), pairs: paired(before.layers, after.layers, series) };
}

/** Is there nothing between them? */
export const same = ({ head, pairs }: Comparison): boolean =>
  head.length === 0 && pairs.every((pair) => pair.before && pair.after && pair.fields.length === 0);

function changes(before: LayerSpec, after: LayerSpec): FieldChange[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (field) => !TREE.has(field),
  );
  const found = fields.map((field) => ({ field, before: before[field], after: after[field] }));
  return found.filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
}

interface Series {
  depth: number;
  part: string | null;
  /** What the paths of its nodes begin with. */
  before: string;
  after: string;
}

function paired(before: LayerSpec[], after: LayerSpec[], series: Series): Pair[] {
  return aligned(before, after).flatMap(([i, j]) => rows(before, after, i, j, series));
}

const sideOf = (nodes: LayerSpec[], index: number | null, prefix: string): Side | null => {
  const node = index === null ? undefined : nodes[index];
  return node ? { path: prefix + (node.name || String(index)), node } : null;
};

/** The row of a pair, and those of what stands inside. */
function rows(
  before: LayerSpec[],
  after: LayerSpec[],
  i: number | null,
  j: number | null,
  series: Series,
): Pair[] {
  const [one, other] = [sideOf(before, i, series.before), sideOf(after, j, series.after)];
  const fields = one && other ? changes(one.node, other.node) : [];
  const parts = new Set([...partsOf(one?.node), ...partsOf(other?.node)]);
  const inside = [...parts].flatMap((part) =>
    paired(seriesIn(one?.node, part), seriesIn(other?.node, part), {
      ...{ depth: series.depth + 1, part },
      ...{ before: `${one?.path}.${part}.`, after: `${other?.path}.${part}.` },
    }),
  );
  return [{ before: one, after: other, depth: series.depth, part: series.part, fields }, ...inside];
}

function partsOf(node: LayerSpec | undefined): string[] {
  const branches = (node?.["branches"] as LayerSpec[][] | undefined) ?? [];
  return [
    ...PARTS.filter((part) => Array.isArray(node?.[part])),
    ...branches.map((_, index) => `branches.${index}`),
  ];
}

function seriesIn(node: LayerSpec | undefined, part: string): LayerSpec[] {
  const [name = "", index] = part.split(".");
  const value = node?.[name];
  const found = index === undefined ? value : (value as LayerSpec[][] | undefined)?.[Number(index)];
  return (found as LayerSpec[] | undefined) ?? [];
}

/** A node with its whole description as text. */
interface Written {
  node: LayerSpec;
  text: string;
}

const written = (node: LayerSpec): Written => ({ node, text: JSON.stringify(node) });

/** How much speaks for two nodes being the same; null: they are not. */
function likeness({ node: before, text }: Written, { node: after, text: other }: Written): number | null {
  if (before.kind !== after.kind) return null;
  const named = before.name || after.name ? (before.name === after.name ? 4 : -1) : 0;
  return 2 + named + (text === other ? 3 : 0);
}

/** Pairs of indices in order, null where there is no partner: the alignment that most speaks for. */
function aligned(before: LayerSpec[], after: LayerSpec[]): [number | null, number | null][] {
  const [rows, columns] = [before.length + 1, after.length + 1];
  const [ones, others] = [before.map(written), after.map(written)];
  /** The best that can be had from (i, j) on. */
  const best = Array.from({ length: rows }, () => new Float64Array(columns));
  const at = (i: number, j: number): number => best[i]?.[j] ?? 0;
  const both = (i: number, j: number): number => {
    const [one, other] = [ones[i], others[j]];
    const value = one && other ? likeness(one, other) : null;
    return value === null ? -Infinity : value + at(i + 1, j + 1);
  };
  for (let i = rows - 2; i >= 0; i -= 1)
    for (let j = columns - 2; j >= 0; j -= 1)
      (best[i] as Float64Array)[j] = Math.max(both(i, j), at(i + 1, j), at(i, j + 1));
  const pairs: [number | null, number | null][] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && both(i, j) === at(i, j)) pairs.push([i++, j++]);
    else if (i < before.length && (j === after.length || at(i + 1, j) === at(i, j))) pairs.push([i++, null]);
    else pairs.push([null, j++]);
  }
  return pairs;
}
