/** A description without what goes without saying: settings at their defaults, pairs of equal numbers. */
import type { LayerSpec, NetworkSpec } from "./types";

/** By kind and setting: what holds while the setting is left out. */
export type Defaults = (kind: string) => Readonly<Record<string, unknown>>;

const HEAD = { normalize: "half", size_rule: "floor" };

/** [3, 3] and 3 are the same. */
function single(value: unknown): unknown {
  const pair = Array.isArray(value) && value.length === 2 && value[0] === value[1];
  return pair && typeof value[0] === "number" ? (value[0] as number) : value;
}

function settings(node: object, defaults: Readonly<Record<string, unknown>>): [string, unknown][] {
  const spoken = Object.entries(node).map(([field, value]): [string, unknown] => [field, single(value)]);
  return spoken.filter(
    ([field, value]) =>
      value !== undefined &&
      JSON.stringify(value) !== JSON.stringify(single(defaults[field])) &&
      !(value === null && (field === "name" || !(field in defaults))),
  );
}

function briefNode(node: LayerSpec, defaults: Defaults): LayerSpec {
  const inner = (value: unknown): unknown =>
    (value as unknown[]).map((one) =>
      Array.isArray(one) ? inner(one) : briefNode(one as LayerSpec, defaults),
    );
  const own = settings(node, { ...defaults(node.kind), kind: undefined });
  const kept = own.map(([field, value]): [string, unknown] =>
    ["body", "shortcut", "head", "branches"].includes(field) ? [field, inner(value)] : [field, value],
  );
  return Object.fromEntries(kept) as LayerSpec;
}

export function brief(spec: NetworkSpec, defaults: Defaults): NetworkSpec {
  const { layers, ...head } = spec;
  const spoken = Object.fromEntries(settings(head, HEAD)) as Omit<NetworkSpec, "layers">;
  return { ...spoken, layers: layers.map((node) => briefNode(node, defaults)) };
}
