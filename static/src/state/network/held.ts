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

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isChannels = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => Number.isInteger(one) && Number(one) >= 0);

/** Are settings from elsewhere, where they speak of layers, what they should be? */
export function isHeld({ frozen = [], frozen_filters = {}, initializers = {} }: Record<string, unknown>) {
  const named = Array.isArray(frozen) && frozen.every((one) => typeof one === "string");
  const still = isObject(frozen_filters) && Object.values(frozen_filters).every(isChannels);
  const drawn =
    isObject(initializers) &&
    Object.values(initializers).every((one) => isObject(one) && typeof one["kind"] === "string");
  return named && still && drawn;
}

/** Settings for training without those that speak of layers, and these. */
export function withoutHeld<T extends Record<string, unknown>>(
  settings: T | null,
): { training: T | null; held: Held } {
  const apart = ["frozen", "frozen_filters", "initializers"];
  const entries = Object.entries(settings ?? {});
  const [held, others] = [true, false].map((of) =>
    Object.fromEntries(entries.filter(([name]) => apart.includes(name) === of)),
  );
  return { training: settings && (others as T), held: held as Held };
}
