/** What can stand in the place of a layer: the exchanges that the lectures speak of. */
import type { Doc, Place } from "../document";
import { seriesAt, spanOf } from "../series";
import type { NodeSummary } from "../types";
import { fromCascade, toCascade } from "./cascade";
import type { Chosen, Swap } from "./chosen";
import { toConv, toFlatten, toGlobal, toLinear } from "./dense";
import { reduce, widen } from "./inception";

export type { Counts, Swap, SwapCode } from "./chosen";

const MAKERS = [toCascade, fromCascade, reduce, widen, toGlobal, toFlatten, toLinear, toConv];

/** The exchanges that are possible for the node at a place; `nodes` is the analysis by path. */
export function swapsOf(doc: Doc, place: Place, nodes: ReadonlyMap<string, NodeSummary>): Swap[] {
  const summary = nodes.get(place.path);
  if (!summary || place.node.$off) return [];
  const chosen = chosenAt(doc, place, summary, nodes);
  return MAKERS.flatMap((make) => make(chosen) ?? []);
}

function chosenAt(
  doc: Doc,
  { node, pointer, path, index }: Place,
  summary: NodeSummary,
  nodes: ReadonlyMap<string, NodeSummary>,
): Chosen {
  const span = spanOf(pointer);
  const series = seriesAt(doc, span.series);
  const before = series[index - 1];
  const holder = path.slice(0, path.length - (node.name ?? String(index)).length);
  return {
    ...{ node, summary, pointer, span, rest: series.slice(index) },
    before: before
      ? { node: before, summary: nodes.get(holder + (before.name || String(index - 1))) ?? null }
      : null,
  };
}
