/** Layers as text: what is copied, pasted, and handed from window to window. */
import { type DocNode, plainNode } from "./document";
import { isName } from "./names";
import type { LayerSpec } from "./types";

/** What there is to know of a kind: the settings that it has; null for an unknown kind. */
export type Settings = (kind: string) => ReadonlySet<string> | null;

export type Parsed =
  | { layers: LayerSpec[]; refused: null }
  | { layers: null; refused: { code: Refused; params: Record<string, string | number> } };

export type Refused =
  | "not_json"
  | "no_layers"
  | "not_a_layer"
  | "unknown_kind"
  | "unknown_setting"
  | "bad_name"
  | "bad_part"
  | "too_many"
  | "too_deep";

export const MAX_NODES = 1024;
export const MAX_DEPTH = 16;
const SERIES: Record<string, string[]> = { residual: ["body", "shortcut"], auxiliary: ["head"] };

export function blockText(nodes: DocNode[]): string {
  return JSON.stringify({ layers: nodes.map(plainNode) }, null, 2);
}

class Refusal extends Error {
  constructor(
    readonly code: Refused,
    readonly params: Record<string, string | number> = {},
  ) {
    super(code);
  }
}

/**
 * Layers from a text: a list of them, one of them, or an object with `layers` as a whole network is. What is not a
 * layer that the server knows is refused by name; whether the sizes fit is for the analysis to say.
 */
export function parseBlock(text: string, settings: Settings): Parsed {
  try {
    const layers = listOf(json(text));
    const counted = { nodes: 0 };
    return { layers: layers.map((node) => checked(node, settings, counted, 1)), refused: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { layers: null, refused: { code: error.code, params: error.params } };
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("not_json");
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function listOf(value: unknown): unknown[] {
  if (isObject(value) && "kind" in value) return [value];
  const list = isObject(value) ? value["layers"] : value;
  if (!Array.isArray(list) || list.length === 0) throw new Refusal("no_layers");
  return list;
}

function checked(value: unknown, settings: Settings, counted: { nodes: number }, depth: number): LayerSpec {
  if (!isObject(value) || typeof value["kind"] !== "string") throw new Refusal("not_a_layer");
  const kind = value["kind"].slice(0, 64);
  const known = settings(value["kind"]);
  if (!known) throw new Refusal("unknown_kind", { kind });
  counted.nodes += 1;
  if (counted.nodes > MAX_NODES) throw new Refusal("too_many", { most: MAX_NODES });
  if (depth > MAX_DEPTH) throw new Refusal("too_deep", { most: MAX_DEPTH });
  const setting = Object.keys(value).find((name) => !known.has(name));
  if (setting !== undefined) throw new Refusal("unknown_setting", { kind, setting: setting.slice(0, 64) });
  const name = value["name"] ?? undefined;
  if (name !== undefined && !(typeof name === "string" && isName(name)))
    throw new Refusal("bad_name", { kind });
  const inner = (nodes: unknown): LayerSpec[] => {
    if (!Array.isArray(nodes)) throw new Refusal("bad_part", { kind });
    return nodes.map((node) => checked(node, settings, counted, depth + 1));
  };
  const parts = (SERIES[kind] ?? []).filter((part) => value[part] !== undefined);
  const series = Object.fromEntries(parts.map((part) => [part, inner(value[part])]));
  return { ...value, ...series, ...(kind === "parallel" ? { branches: lanes(value, inner) } : {}), kind };
}

function lanes(value: Record<string, unknown>, inner: (nodes: unknown) => LayerSpec[]): LayerSpec[][] {
  const branches = value["branches"];
  if (!Array.isArray(branches) || branches.length === 0) throw new Refusal("bad_part", { kind: "parallel" });
  return branches.map(inner);
}
