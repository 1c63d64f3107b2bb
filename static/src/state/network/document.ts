/**
 * The document being edited: the request body of `analyze`, with an id on every node. Ids never change, so that
 * weights, selection and focus follow a node wherever it moves; JSON Pointers into the request hold here too.
 */
import type { PaintedFilters } from "./painted";
import type { LayerSpec, NetworkSpec } from "./types";

/** What of a block is switched off: all that it computes, or the way around. */
export type Off = "block" | "skip";

export interface DocNode extends LayerSpec {
  $id: string;
  /** Set while the node stands in for one that is switched off: `$whole` is that one. */
  $off?: Off;
  $whole?: DocNode;
  /** Training leaves its parameters, and those of all in it, as they are. */
  $frozen?: boolean;
  /** Training leaves these of its filters as they are: output channels, ascending. */
  $still?: number[];
  /** How its weights are drawn before training, in place of the setting for all. */
  $init?: { kind: string; [field: string]: unknown };
  /** Its filters that are set by hand, by output channel. */
  $painted?: PaintedFilters;
}

export interface Doc extends Omit<NetworkSpec, "layers"> {
  layers: DocNode[];
}

/** A node with its addresses: `path` is the backend's, `pointer` that of the request, `part` names its series. */
export interface Place {
  node: DocNode;
  path: string;
  pointer: string;
  depth: number;
  index: number;
  part: string | null;
  parent: string | null;
}

let count = 0;
export const freshId = (): string => `n${++count}`;

/** The series of nodes inside a combinator, by their place in it: "body", "branches.0", … */
export function seriesOf(node: LayerSpec): [string, DocNode[]][] {
  const named = ["body", "shortcut", "head"].filter((part) => Array.isArray(node[part]));
  const branches = Array.isArray(node["branches"]) ? (node["branches"] as DocNode[][]) : [];
  return [
    ...named.map((part): [string, DocNode[]] => [part, node[part] as DocNode[]]),
    ...branches.map((branch, index): [string, DocNode[]] => [`branches.${index}`, branch]),
  ];
}

const same = <T>(before: readonly T[], after: readonly T[]): boolean =>
  after.every((value, index) => value === before[index]);

/** The node with every node inside it passed through `change`, innermost first; the same object if none changes. */
function rebuilt(node: LayerSpec, change: (node: LayerSpec) => LayerSpec): LayerSpec {
  const inner = (nodes: LayerSpec[]): LayerSpec[] => {
    const after = nodes.map((child) => rebuilt(child, change));
    return same(nodes, after) ? nodes : after;
  };
  const parts = ["body", "shortcut", "head"].filter((part) => Array.isArray(node[part]));
  const changed = parts.map((part): [string, unknown] => [part, inner(node[part] as LayerSpec[])]);
  if (Array.isArray(node["branches"])) {
    const branches = node["branches"] as LayerSpec[][];
    const after = branches.map(inner);
    changed.push(["branches", same(branches, after) ? branches : after]);
  }
  const kept = changed.every(([part, value]) => value === node[part]);
  return change(kept ? node : { ...node, ...Object.fromEntries(changed) });
}

/** Give an id to every node that has none (or, with `fresh`, a new one to every node). */
export function identified(node: LayerSpec, fresh = false): DocNode {
  const own = (one: LayerSpec): DocNode => {
    const { $id, $whole } = one as DocNode;
    const whole = $whole && identified($whole, fresh);
    if ($id && !fresh && whole === $whole) return one as DocNode;
    return { ...one, $id: $id && !fresh ? $id : freshId(), ...(whole ? { $whole: whole } : {}) };
  };
  return rebuilt(node, own) as DocNode;
}

export function documentOf(spec: NetworkSpec): Doc {
  return { ...spec, layers: spec.layers.map((node) => identified(node)) };
}

/** Without what is the page's own. */
function plain(node: LayerSpec): LayerSpec {
  return Object.fromEntries(Object.entries(node).filter(([key]) => !key.startsWith("$"))) as LayerSpec;
}

/** Nodes never change in place, so what was made of one stays: of a thousand an edit changes one. */
const plains = new WeakMap<LayerSpec, LayerSpec>();

export function plainNode(node: LayerSpec): LayerSpec {
  const made = plains.get(node) ?? rebuilt(node, plain);
  plains.set(node, made);
  return made;
}

/** The request body: the document without ids. */
export function specOf(doc: Doc): NetworkSpec {
  return { ...doc, layers: doc.layers.map(plainNode) };
}

function* series(
  nodes: DocNode[],
  at: { path: string; pointer: string; depth: number; part: string | null; parent: string | null },
): Generator<Place> {
  for (const [index, node] of nodes.entries()) {
    const path = at.path + (node.name || String(index));
    const pointer = `${at.pointer}/${index}`;
    yield { node, path, pointer, depth: at.depth, index, part: at.part, parent: at.parent };
    for (const [part, inner] of seriesOf(node))
      yield* series(inner, {
        path: `${path}.${part}.`,
        pointer: `${pointer}/${part.replace(".", "/")}`,
        depth: at.depth + 1,
        part,
        parent: path,
      });
  }
}

/** Every node in the order of the description, a combinator before those inside it. */
export function places(doc: Doc): Place[] {
  return [...series(doc.layers, { path: "", pointer: "/layers", depth: 0, part: null, parent: null })];
}

/** The innermost node that a JSON Pointer into the request leads to, and the field below it. */
export function placeAt(all: Place[], pointer: string): { place: Place; field: string } | null {
  const inside = all.filter((one) => pointer === one.pointer || pointer.startsWith(`${one.pointer}/`));
  const place = inside.sort((a, b) => b.pointer.length - a.pointer.length)[0];
  if (!place) return null;
  return { place, field: pointer.slice(place.pointer.length + 1).split("/")[0] ?? "" };
}
