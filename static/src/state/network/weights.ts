/**
 * Weights follow nodes, not positions. A `Base` says which node had which path in the model whose weights the
 * page shows; a node keeps its weights while its parameters keep their shapes.
 */
import { type Doc, places } from "./document";
import type { NetworkSummary } from "./types";

export interface Base {
  /** Reference of the model: "lenet5-mnist", "run:ID", "run:ID@STEP"; null: random weights, from the seed. */
  ref: string | null;
  /** Node id → path in that model. */
  paths: ReadonlyMap<string, string>;
  /** Node id → shapes of its parameters there; missing until that model has been analysed. */
  shapes: ReadonlyMap<string, string>;
}

export const pathsOf = (doc: Doc): Map<string, string> =>
  new Map(places(doc).map(({ node, path }) => [node.$id, path]));

/** The same where a map says which path there each path here had; without one they are the same. */
export function pathsBy(
  doc: Doc,
  map: Readonly<Record<string, string>> | null | undefined,
): Map<string, string> {
  const all = pathsOf(doc);
  if (!map) return all;
  return new Map(
    [...all].flatMap(([id, path]): [string, string][] => {
      const there = Object.hasOwn(map, path) ? map[path] : undefined;
      return there === undefined ? [] : [[id, there]];
    }),
  );
}

/** Node id → its parameters' shapes, in one comparable text. */
export function shapesOf(doc: Doc, summary: NetworkSummary): Map<string, string> {
  const details = new Map(summary.nodes.map((node) => [node.path, node]));
  const shapes = places(doc).map(({ node, path }): [string, string] => [
    node.$id,
    JSON.stringify([node.kind, details.get(path)?.params_detail ?? null]),
  ]);
  return new Map(shapes);
}

/** Path now → path in the base, for every node whose weights still stand. */
export function weightsMap(doc: Doc, summary: NetworkSummary, base: Base): Record<string, string> {
  const shapes = shapesOf(doc, summary);
  const kept = places(doc).flatMap(({ node, path }): [string, string][] => {
    const from = base.paths.get(node.$id);
    const was = base.shapes.get(node.$id);
    return from !== undefined && (was === undefined || was === shapes.get(node.$id)) ? [[path, from]] : [];
  });
  return Object.fromEntries(kept);
}

/** Paths of the nodes with parameters of their own that the base does not give. */
export function untrained(summary: NetworkSummary, map: Record<string, string>): Set<string> {
  const own = summary.nodes.filter((node) => Object.keys(node.params_detail ?? {}).length > 0);
  return new Set(own.map((node) => node.path).filter((path) => !(path in map)));
}
