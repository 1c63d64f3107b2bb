/** The same layer several times in a row, with the activations and norms that follow it: how often, and change that. */
import { type Doc, type DocNode, plainNode } from "./document";
import { unnamed } from "./names";
import { type Gap, seriesAt, split } from "./series";
import { insert, remove } from "./tree";

/** What belongs to the layer before it when it is repeated. */
const FOLLOWS = /relu$|sigmoid$|tanh$|elu$|silu$|softplus$|heaviside$|norm|^dropout/;

interface Run {
  /** Index of the first node, nodes in one repetition, and repetitions. */
  from: number;
  length: number;
  count: number;
}

const textOf = (node: DocNode): string => JSON.stringify(unnamed(plainNode(node)));

/** Of the layer at `index` with what follows it. */
function unitLength(nodes: readonly DocNode[], index: number): number {
  const kind = nodes[index]?.kind;
  let end = index + 1;
  for (let next = nodes[end]; next && next.kind !== kind && FOLLOWS.test(next.kind); next = nodes[end])
    end += 1;
  return end - index;
}

export function runAt(doc: Doc, pointer: string): Run {
  const { series, index } = split(pointer);
  const nodes = seriesAt(doc, series);
  const length = unitLength(nodes, index);
  const texts = nodes.map(textOf);
  const same = (from: number): boolean =>
    from >= 0 &&
    from + length <= nodes.length &&
    Array.from({ length }, (_, at) => texts[from + at] === texts[index + at]).every(Boolean);
  let from = index;
  while (same(from - length)) from -= length;
  let count = 1;
  while (same(from + count * length)) count += 1;
  return { from, length, count };
}

/** The document with the layer `count` times in a row: copies come after the last one, and go from the end. */
export function repeated(doc: Doc, pointer: string, count: number): Doc {
  const { series } = split(pointer);
  const run = runAt(doc, pointer);
  const end = run.from + run.count * run.length;
  if (count < run.count)
    return remove(doc, { series, from: run.from + Math.max(count, 1) * run.length, to: end });
  const unit = seriesAt(doc, series)
    .slice(run.from, run.from + run.length)
    .map(unnamed);
  const gap: Gap = { series, index: end };
  return insert(doc, gap, Array.from({ length: count - run.count }, () => unit).flat());
}
