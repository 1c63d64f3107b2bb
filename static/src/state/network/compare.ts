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

/** A node by its path. */
export interface Named {
  path: string;
  node: LayerSpec;
}

export interface Side extends Named {
  /** The node before it in its series; null: it is the first. */
  previous: Named | null;
  /** The combinator around it; null at the top. */
  owner: Named | null;
}

/** One row of the comparison: a node in both networks, or in one of them. */
export interface Pair {
  before: Side | null;
  after: Side | null;
  depth: number;
  /** The part of the combinator around them: "body", "branches.1"; null at the top. */
  part: string | null;
  fields: FieldChange[];
  /** It stands in another place now: `before` tells where it was, the row where it is. */
  moved: boolean;
  /** The part around it was another one before. */
  from: string | null;
}

export interface Comparison {
  head: FieldChange[];
  inputs: { before: NetworkSpec["input"]; after: NetworkSpec["input"] };
  pairs: Pair[];
}

export type Change = "same" | "changed" | "added" | "removed" | "moved";

export function changeOf({ before, after, fields, moved }: Pair): Change {
  if (!before) return "added";
  if (!after) return "removed";
  return moved ? "moved" : fields.length ? "changed" : "same";
}

const PARTS = ["body", "shortcut", "head"];
const TREE = new Set([...PARTS, "branches", "kind", "layers", "input"]);

export function compared(one: NetworkSpec, other: NetworkSpec, defaults: Defaults): Comparison {
  const [before, after] = [brief(one, defaults), brief(other, defaults)];
  const head = (spec: NetworkSpec): LayerSpec => ({ kind: "", ...spec, ...spec.input });
  const pairs = paired(before.layers, after.layers, { depth: 0, part: null, before: null, after: null });
  const inputs = { before: one.input, after: other.input };
  return { head: changes(head(before), head(after)), inputs, pairs: withMoves(pairs) };
}

/** Is there nothing between them? */
export const same = ({ head, pairs }: Comparison): boolean =>
  head.length === 0 && pairs.every((pair) => changeOf(pair) === "same");

function changes(before: LayerSpec, after: LayerSpec): FieldChange[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (field) => !TREE.has(field),
  );
  const found = fields.map((field) => ({ field, before: before[field], after: after[field] }));
  const branches = { field: "branches", before: lanes(before).length, after: lanes(after).length };
  return [...found, branches].filter(
    (change) => JSON.stringify(change.before) !== JSON.stringify(change.after),
  );
}

interface Series {
  depth: number;
  part: string | null;
  /** The combinators around it. */
  before: Named | null;
  after: Named | null;
}

function paired(before: LayerSpec[], after: LayerSpec[], series: Series): Pair[] {
  const sides = {
    before: sidesOf(before, series.before, series),
    after: sidesOf(after, series.after, series),
  };
  return aligned(before, after).flatMap(([i, j]) => {
    const one = i === null ? null : (sides.before[i] ?? null);
    const other = j === null ? null : (sides.after[j] ?? null);
    return rows(one, other, { depth: series.depth, part: series.part });
  });
}

function sidesOf(nodes: LayerSpec[], owner: Named | null, { part }: Series): Side[] {
  const prefix = owner ? `${owner.path}.${part}.` : "";
  const named = nodes.map((node, index) => ({ path: prefix + (node.name || String(index)), node }));
  return named.map((one, index) => ({ ...one, owner, previous: named[index - 1] ?? null }));
}

/** The row of a pair, and those of what stands inside. */
function rows(
  one: Side | null,
  other: Side | null,
  at: Pick<Pair, "depth" | "part">,
  from = at.part,
): Pair[] {
  const fields = one && other ? changes(one.node, other.node) : [];
  const parts = new Set([...partsOf(one?.node), ...partsOf(other?.node)]);
  const inside = [...parts].flatMap((part) =>
    paired(seriesIn(one?.node, part), seriesIn(other?.node, part), {
      ...{ depth: at.depth + 1, part, before: one, after: other },
    }),
  );
  return [{ before: one, after: other, ...at, fields, moved: false, from }, ...inside];
}

/** A node that is gone in one place and new in another, and that nothing else can be, has moved. */
function withMoves(pairs: Pair[]): Pair[] {
  const gone = bySignature(pairs.filter(({ after }) => !after));
  const come = bySignature(pairs.filter(({ before }) => !before));
  let found = pairs;
  for (const [signature, [lost, ...others]] of gone) {
    const [only, ...more] = come.get(signature) ?? [];
    if (!lost?.before || !only || others.length || more.length) continue;
    // What stands in a block that has moved is told with it.
    if (found.includes(lost) && found.includes(only))
      found = joined(found, { before: lost.before, part: lost.part }, only);
  }
  return found;
}

function bySignature(pairs: Pair[]): Map<string, Pair[]> {
  const found = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const node: LayerSpec = (pair.before ?? pair.after)?.node ?? { kind: "" };
    const signature = node.name ? `${node.kind} ${node.name}` : JSON.stringify(node);
    found.set(signature, [...(found.get(signature) ?? []), pair]);
  }
  return found;
}

function joined(pairs: Pair[], { before, part }: { before: Side; part: string | null }, come: Pair): Pair[] {
  const { after, depth, part: to } = come;
  const within = (side: Side | null, around: Side | null): boolean =>
    side !== null &&
    around !== null &&
    (side.path === around.path || side.path.startsWith(`${around.path}.`));
  const [row, ...inside] = rows(before, after, { depth, part: to }, part);
  const now = row ? [{ ...row, moved: true }, ...inside] : inside;
  return pairs.flatMap((pair) => {
    if (pair === come) return now;
    const old = (!pair.after && within(pair.before, before)) || (!pair.before && within(pair.after, after));
    return old ? [] : [pair];
  });
}

const lanes = (node: LayerSpec | undefined): LayerSpec[][] =>
  (node?.["branches"] as LayerSpec[][] | undefined) ?? [];

export function partsOf(node: LayerSpec | undefined): string[] {
  return [
    ...PARTS.filter((part) => Array.isArray(node?.[part])),
    ...lanes(node).map((_, index) => `branches.${index}`),
  ];
}

function seriesIn(node: LayerSpec | undefined, part: string): LayerSpec[] {
  const [name = "", index] = part.split(".");
  return (index === undefined ? (node?.[name] as LayerSpec[] | undefined) : lanes(node)[Number(index)]) ?? [];
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
