/** Filters that the user has set by hand: they follow nodes, and stand while their layer keeps its shapes. */
import type { Painted } from "../../gen/api";
import { type Doc, places } from "./document";
import { withNode } from "./series";
import type { NetworkSummary } from "./types";

/** What of a filter is set by hand; the rest stays as it is. */
export interface ByHand {
  /** All its weights, [in, height, width] in order. */
  weight?: number[];
  bias?: number;
}

/** By output channel. */
export type PaintedFilters = Readonly<Record<number, ByHand>>;

const product = (shape: readonly number[]): number => shape.reduce((size, side) => size * side, 1);

/** As a request has them: those that still fit the network. */
export function paintedIn(doc: Doc, summary: NetworkSummary): Painted[] {
  const nodes = new Map(summary.nodes.map((node) => [node.path, node]));
  return places(doc).flatMap(({ node, path }) => {
    const [count = 0, ...rest] = nodes.get(path)?.params_detail["weight"] ?? [];
    const hasBias = nodes.get(path)?.params_detail["bias"] !== undefined;
    return Object.entries(node.$painted ?? {}).flatMap(([key, { weight, bias }]): Painted[] => {
      const channel = Number(key);
      if (channel >= count || (weight && weight.length !== product(rest))) return [];
      const set = { weight: weight ?? null, bias: hasBias ? (bias ?? null) : null };
      return set.weight || set.bias !== null ? [{ path, channel, ...set }] : [];
    });
  });
}

/** All of them as they stand, whether they fit the network or not: what travels. */
export const paintedAll = (doc: Doc): Painted[] =>
  places(doc).flatMap(({ node, path }) =>
    Object.entries(node.$painted ?? {}).map(([key, { weight, bias }]) => ({
      path,
      channel: Number(key),
      weight: weight ?? null,
      bias: bias ?? null,
    })),
  );

/** The document with these filters set by hand. */
export function withPainted(doc: Doc, painted: readonly Painted[]): Doc {
  return places(doc).reduce((changed, { path, pointer }) => {
    const own = painted.filter((one) => one.path === path);
    if (own.length === 0) return changed;
    const filters = own.map(({ channel, weight, bias }): [number, ByHand] => [
      channel,
      { ...(weight ? { weight } : {}), ...(bias === null || bias === undefined ? {} : { bias }) },
    ]);
    return withNode(changed, pointer, (node) => ({ ...node, $painted: Object.fromEntries(filters) }));
  }, doc);
}

/** A layer's filters with one of them set, or, for null, as it was. */
export function withFilter(
  before: PaintedFilters = {},
  channel: number,
  byHand: ByHand | null,
): PaintedFilters {
  const others = Object.entries(before).filter(([key]) => Number(key) !== channel);
  const all = byHand ? [...others, [String(channel), byHand] as const] : others;
  return Object.fromEntries(all);
}

/** The document with every filter as its model gives it: the weights of another model take their place. */
export function withoutPainted(doc: Doc): Doc {
  return places(doc).reduce((changed, { node, pointer }) => {
    if (!node.$painted) return changed;
    const kept = Object.entries(node).filter(([key]) => key !== "$painted");
    return withNode(changed, pointer, () => Object.fromEntries(kept) as typeof node);
  }, doc);
}
