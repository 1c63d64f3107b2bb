/** The series of the tree, addressed by JSON Pointer ("/layers", "/layers/3/branches/1"); nothing changes in place. */
import type { Doc, DocNode } from "./document";

/** Where nodes may be put: before the node at `index` of a series, or at its end. */
export interface Gap {
  series: string;
  index: number;
}

/** Neighbours in one series: those from `from` up to and without `to`. */
export interface Span {
  series: string;
  from: number;
  to: number;
}

type Change<T> = (value: T) => T;

const keysOf = (pointer: string): string[] => pointer.slice(1).split("/");

/** What stands at a pointer; a shortcut that was left out is an empty series. */
function valueAt(doc: Doc, pointer: string): unknown {
  return keysOf(pointer).reduce<unknown>((value, key) => (value as Record<string, unknown>)?.[key], doc);
}

function updated(value: unknown, [key, ...rest]: string[], change: Change<unknown>): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value)) return value.with(Number(key), updated(value[Number(key)], rest, change));
  const holder = value as Record<string, unknown>;
  return { ...holder, [key]: updated(holder[key], rest, change) };
}

export const seriesAt = (doc: Doc, series: string): DocNode[] =>
  (valueAt(doc, series) as DocNode[] | undefined) ?? [];

export const nodeAt = (doc: Doc, pointer: string): DocNode => valueAt(doc, pointer) as DocNode;

export const nodesOf = (doc: Doc, { series, from, to }: Span): DocNode[] =>
  seriesAt(doc, series).slice(from, to);

/** The document with a series changed; everything beside the way to it stays the same object. */
export function withSeries(doc: Doc, series: string, change: Change<DocNode[]>): Doc {
  const changed = (value: unknown): DocNode[] => change((value as DocNode[] | undefined) ?? []);
  return updated(doc, keysOf(series), changed) as Doc;
}

/** The document with a node changed. */
export function withNode(doc: Doc, pointer: string, change: Change<DocNode>): Doc {
  return updated(doc, keysOf(pointer), (value) => change(value as DocNode)) as Doc;
}

/** "/layers/3/body/0" → the series and the index there. */
export function split(pointer: string): Gap {
  const at = pointer.lastIndexOf("/");
  return { series: pointer.slice(0, at), index: Number(pointer.slice(at + 1)) };
}

export function spanOf(pointer: string): Span {
  const { series, index } = split(pointer);
  return { series, from: index, to: index + 1 };
}

/** Index, in the span's series, of the node that holds the gap; null where the gap is not below that series. */
function holder(gap: Gap, { series }: Span): number | null {
  if (!gap.series.startsWith(`${series}/`)) return null;
  return Number(gap.series.slice(series.length + 1).split("/")[0]);
}

/** Is the gap inside one of the nodes? */
export function inside(gap: Gap, span: Span): boolean {
  const index = holder(gap, span);
  return index !== null && index >= span.from && index < span.to;
}

/** What the gap is called once the nodes are gone. */
export function afterLoss(gap: Gap, span: Span): Gap {
  const gone = span.to - span.from;
  if (gap.series === span.series) {
    const index = gap.index <= span.from ? gap.index : Math.max(span.from, gap.index - gone);
    return { ...gap, index };
  }
  const index = holder(gap, span);
  if (index === null || index < span.to) return gap;
  const rest = gap.series.slice(span.series.length + 1 + String(index).length);
  return { ...gap, series: `${span.series}/${index - gone}${rest}` };
}
