/** Descriptions from elsewhere (pasted, uploaded, in a link): what is not a layer is refused by name. */
import { isName } from "./names";
import type { LayerSpec, NetworkSpec } from "./types";

/** The settings that a kind has; null for a kind that the server does not know. */
export type Settings = (kind: string) => ReadonlySet<string> | null;

export type Refused =
  | "not_json"
  | "bad_link"
  | "no_layers"
  | "not_a_layer"
  | "unknown_kind"
  | "unknown_setting"
  | "bad_name"
  | "bad_part"
  | "bad_network"
  | "bad_edits"
  | "bad_file"
  | "too_many"
  | "too_deep";

/** Why a description is not taken; `params` are the words of the message. */
export class Refusal extends Error {
  constructor(
    readonly code: Refused,
    readonly params: Record<string, string | number> = {},
  ) {
    super(code);
  }
}

export const MAX_NODES = 1024;
export const MAX_DEPTH = 16;
const LONGEST = 64;
const SERIES: Record<string, string[]> = { residual: ["body", "shortcut"], auxiliary: ["head"] };
/** What holds layers is no setting: the catalogue does not list it. */
const parts = (kind: string): string[] => (kind === "parallel" ? ["branches"] : (SERIES[kind] ?? []));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("not_json");
  }
}

/** Layers from a text: a list of them, one of them, or an object with `layers`, as a whole network is. */
export function layersFrom(text: string, settings: Settings): LayerSpec[] {
  const value = json(text);
  if (isObject(value) && "kind" in value) return checked([value], settings);
  return checked(isObject(value) ? value["layers"] : value, settings);
}

/** A whole network from a text. */
export function networkFrom(text: string, settings: Settings): NetworkSpec {
  const value = json(text);
  if (!isObject(value)) throw new Refusal("bad_network", { field: "" });
  const wrong = Object.keys(HEAD).find((field) => field in value && !HEAD[field]?.(value[field]));
  const unknown = Object.keys(value).find((field) => !(field in HEAD));
  const field = unknown ?? wrong ?? (isObject(value["input"]) ? undefined : "input");
  if (field !== undefined) throw new Refusal("bad_network", { field: field.slice(0, LONGEST) });
  return { name: "", ...value, layers: checked(value["layers"], settings) } as NetworkSpec;
}

const isSide = (value: unknown): boolean => Number.isInteger(value) && Number(value) > 0;

function isInput(value: unknown): boolean {
  const sides = ["channels", "height", "width"];
  return isObject(value) && Object.keys(value).length === 3 && sides.every((side) => isSide(value[side]));
}

const HEAD: Record<string, (value: unknown) => boolean> = {
  name: (value) => typeof value === "string" && value.length <= LONGEST,
  input: isInput,
  normalize: (value) => ["none", "half", "standard"].includes(String(value)),
  size_rule: (value) => ["floor", "strict"].includes(String(value)),
  layers: Array.isArray,
};

function checked(list: unknown, settings: Settings): LayerSpec[] {
  if (!Array.isArray(list) || list.length === 0) throw new Refusal("no_layers");
  const reader = new Reader(settings);
  return list.map((node) => reader.node(node, 1));
}

class Reader {
  private nodes = 0;

  constructor(private readonly settings: Settings) {}

  node(value: unknown, depth: number): LayerSpec {
    const kind = this.kindOf(value, depth);
    const node = value as Record<string, unknown>;
    const inner = (part: unknown): LayerSpec[] => {
      if (!Array.isArray(part)) throw new Refusal("bad_part", { kind });
      return part.map((child) => this.node(child, depth + 1));
    };
    const held = (SERIES[kind] ?? []).filter((part) => node[part] !== undefined);
    const series = Object.fromEntries(held.map((part) => [part, inner(node[part])]));
    return { ...node, ...series, ...(kind === "parallel" ? { branches: lanes(node, inner) } : {}), kind };
  }

  private kindOf(value: unknown, depth: number): string {
    if (!isObject(value) || typeof value["kind"] !== "string") throw new Refusal("not_a_layer");
    const kind = value["kind"];
    const known = this.settings(kind);
    if (!known) throw new Refusal("unknown_kind", { kind: kind.slice(0, LONGEST) });
    this.nodes += 1;
    if (this.nodes > MAX_NODES) throw new Refusal("too_many", { most: MAX_NODES });
    if (depth > MAX_DEPTH) throw new Refusal("too_deep", { most: MAX_DEPTH });
    const setting = Object.keys(value)
      .find((name) => !known.has(name) && !parts(kind).includes(name))
      ?.slice(0, LONGEST);
    if (setting !== undefined) throw new Refusal("unknown_setting", { kind, setting });
    const name = value["name"] ?? null;
    if (name !== null && !(typeof name === "string" && isName(name))) throw new Refusal("bad_name", { kind });
    return kind;
  }
}

function lanes(node: Record<string, unknown>, inner: (part: unknown) => LayerSpec[]): LayerSpec[][] {
  const branches = node["branches"];
  if (!Array.isArray(branches) || branches.length === 0) throw new Refusal("bad_part", { kind: "parallel" });
  return branches.map(inner);
}
