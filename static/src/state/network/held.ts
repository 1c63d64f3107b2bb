/** What training is told of single layers: frozen ones, frozen filters, and first weights of their own. It follows nodes, not paths. */
import { type Doc, type DocNode, places } from "./document";
import { withNode } from "./series";

/** The part of the training settings that speaks of layers, by their paths. */
export interface Held {
  frozen?: string[];
  frozen_filters?: Record<string, number[]>;
  initializers?: Record<string, NonNullable<DocNode["$init"]>>;
}

/** As a run's request has it; nothing where no layer is set apart. */
export function heldIn(doc: Doc): Held {
  const all = places(doc);
  const frozen = all.filter(({ node }) => node.$frozen).map(({ path }) => path);
  const still = all.flatMap(({ node, path }) => (node.$still?.length ? [[path, node.$still] as const] : []));
  const drawn = all.flatMap(({ node, path }) => (node.$init ? [[path, node.$init] as const] : []));
  return {
    ...(frozen.length ? { frozen } : {}),
    ...(still.length ? { frozen_filters: Object.fromEntries(still) } : {}),
    ...(drawn.length ? { initializers: Object.fromEntries(drawn) } : {}),
  };
}

/** The document with the layers set apart that these settings name. */
export function withHeld(
  doc: Doc,
  { frozen = [], frozen_filters: still = {}, initializers = {} }: Held,
): Doc {
  return places(doc).reduce((changed, { path, pointer }) => {
    const marks = {
      ...(frozen.includes(path) ? { $frozen: true } : {}),
      ...(still[path] ? { $still: still[path] } : {}),
      ...(initializers[path] ? { $init: initializers[path] } : {}),
    };
    if (Object.keys(marks).length === 0) return changed;
    return withNode(changed, pointer, (node) => ({ ...node, ...marks }));
  }, doc);
}

/** Tells what is frozen apart from what is frozen otherwise. */
export function frozenKey({ frozen = [], frozen_filters: still = {} }: Held): string {
  const filters = Object.entries(still).map(([path, channels]) => `${path}:${channels.join()}`);
  return JSON.stringify([[...frozen].sort(), filters.sort()]);
}

/** The channels with one more held, or one less; nothing for none. */
export function withStill(channels: readonly number[] | undefined, channel: number, held: boolean) {
  const others = (channels ?? []).filter((one) => one !== channel);
  const next = held ? [...others, channel].sort((a, b) => a - b) : others;
  return next.length ? next : undefined;
}
