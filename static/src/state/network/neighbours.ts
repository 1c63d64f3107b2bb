/** The gaps that one step of the keyboard leads to: up, down, into a block, out of it. */
import { type Doc, seriesOf } from "./document";
import { type Gap, seriesAt, type Span, split } from "./series";

const COMBINATORS = ["residual", "parallel", "auxiliary"];

/** The series of the combinator at a pointer, in the order of the list; an absent shortcut is one. */
export function partsAt(doc: Doc, pointer: string): string[] {
  const { series, index } = split(pointer);
  const node = seriesAt(doc, series)[index];
  if (!node || !COMBINATORS.includes(node.kind)) return [];
  const parts = seriesOf(node).map(([part]) => part);
  if (node.kind === "residual" && !parts.includes("shortcut")) parts.push("shortcut");
  return parts.map((part) => `${pointer}/${part.replace(".", "/")}`);
}

/** Pointer of the combinator that holds a series; null at the top. */
export function ownerOf(series: string): string | null {
  const found = /^(.*\/\d+)\/(?:body|shortcut|head|branches\/\d+)$/.exec(series);
  return found?.[1] ?? null;
}

const endOf = (doc: Doc, series: string): Gap => ({ series, index: seriesAt(doc, series).length });

/** One place up or down: past a sibling, into the part beside, or out of the block at its edge. */
export function beside(doc: Doc, span: Span, step: -1 | 1): Gap | null {
  const { series, from, to } = span;
  const index = step < 0 ? from - 1 : to + 1;
  if (index >= 0 && index <= seriesAt(doc, series).length) return { series, index };
  const owner = ownerOf(series);
  if (owner === null) return null;
  const parts = partsAt(doc, owner);
  const next = parts[parts.indexOf(series) + step];
  if (next !== undefined) return step < 0 ? endOf(doc, next) : { series: next, index: 0 };
  return outside(span, step);
}

/** Out of the block: after it, or before it. */
export function outside({ series }: Span, step: -1 | 1 = 1): Gap | null {
  const owner = ownerOf(series);
  if (owner === null) return null;
  const { series: around, index } = split(owner);
  return { series: around, index: step < 0 ? index : index + 1 };
}

/** Into the block above, at its end; where there is none, into the block below, at its beginning. */
export function into(doc: Doc, { series, from, to }: Span): Gap | null {
  const [above] = from > 0 ? partsAt(doc, `${series}/${from - 1}`) : [];
  if (above !== undefined) return endOf(doc, above);
  const [below] = partsAt(doc, `${series}/${to}`);
  return below === undefined ? null : { series: below, index: 0 };
}
