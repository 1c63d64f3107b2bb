/** What was changed in the network from one run to another, as clauses of a sentence. Pure. */
import type { Defaults } from "../network/brief";
import {
  changeOf,
  type Comparison,
  type FieldChange,
  type Named,
  type Pair,
  type Side,
} from "../network/compare";
import { insideOf, lower, toldOf } from "../network/telling";
import { shapeText } from "../network/text";
import type { LayerSpec, NetworkSpec } from "../network/types";
import { fieldText, joined, kindText, type Sides, type Text, valueText, type Words } from "./words";

const HEAD = { normalize: "half", size_rule: "floor" } as const;
/** Told by the number of filters, units and the like. */
const COUNTS: Record<string, Text> = {
  out_channels: "cmp.filters",
  out_features: "cmp.units",
  branches: "cmp.branches",
};
const WORDED: Record<string, Text> = { stride: "cmp.stride", padding: "cmp.padding" };
const PARTS = ["kind", "name", "body", "shortcut", "head", "branches"];
const POOLS = ["max_pool2d", "avg_pool2d", "l2_pool2d"];

export class LayerTeller {
  constructor(
    private readonly words: Words,
    private readonly defaults: Defaults,
  ) {}

  /** What holds for the whole network, then its layers in their order; what they are called comes last. */
  clauses(comparison: Comparison): string[] {
    const told = toldOf(comparison.pairs).flatMap(({ pair, by }) =>
      by ? this.replaced(pair, by) : this.node(pair, comparison.pairs),
    );
    return [
      ...this.input(comparison.inputs),
      ...told,
      ...this.head(comparison.head),
      ...this.names(comparison),
    ];
  }

  private input({ before, after }: Comparison["inputs"]): string[] {
    const shape = ({ channels, height, width }: NetworkSpec["input"]): string =>
      shapeText([channels, height, width]);
    const sides = { before: shape(before), after: shape(after) };
    return sides.before === sides.after ? [] : [this.words.text("cmp.input", sides)];
  }

  private head(changes: FieldChange[]): string[] {
    const { text } = this.words;
    return (["normalize", "size_rule"] as const).flatMap((field) => {
      const change = changes.find((one) => one.field === field);
      if (!change) return [];
      const value = (one: unknown): string => {
        const kind = text(`diff.${field}.${String(one ?? HEAD[field])}` as Text);
        return text("diff.quoted", { name: kind });
      };
      const sides = { before: value(change.before), after: value(change.after) };
      const title = text(`diff.${field}`);
      return [text("cmp.set", { field: lower(title), ...sides })];
    });
  }

  private names({ pairs }: Comparison): string[] {
    return pairs.flatMap(({ before, after, fields }) =>
      before && after && fields.some(({ field }) => field === "name")
        ? [this.words.text("cmp.layer.renamed", { before: this.label(before), after: this.label(after) })]
        : [],
    );
  }

  private node(pair: Pair, all: Pair[]): string[] {
    const { text } = this.words;
    const { before, after } = pair;
    if (changeOf(pair) === "same") return [];
    if (!before || !after) {
      const key = before ? "cmp.layer.removed" : "cmp.layer.added";
      return [text(key, { what: this.block(pair, all), where: this.where(pair) })];
    }
    const sides = { to: this.where(pair), from: this.where({ ...pair, after: null, part: pair.from }) };
    const moved = pair.moved ? [text("cmp.layer.moved", { name: this.label(after), ...sides })] : [];
    return [...moved, ...this.changed(before, after, pair.fields)];
  }

  /** "has 16 filters instead of 8 and stride 2 instead of 1 in conv1" */
  private changed(before: Side, after: Side, fields: FieldChange[]): string[] {
    const changes = fields
      .filter(({ field }) => field !== "name")
      .map((one) => this.change(before, after, one));
    if (changes.length === 0) return [];
    const list = joined(this.words, changes, "cmp.join.both");
    return [this.words.text("cmp.in", { changes: list, layer: this.label(after) })];
  }

  private change(before: Side, after: Side, { field, ...values }: FieldChange): string {
    const { text } = this.words;
    const held = (node: LayerSpec, value: unknown): unknown => value ?? this.held(node, field);
    const [was, is] = [held(before.node, values.before), held(after.node, values.after)];
    const now = this.phrase(after.node.kind, field, is);
    if (field === "bias") return now;
    return text("cmp.instead", { after: now, before: this.value(field, was) });
  }

  /** What holds where a setting is left out; a pool's stride is the size of its window. */
  private held(node: LayerSpec, field: string): unknown {
    const known = this.defaults(node.kind)[field] ?? null;
    const window = node["kernel_size"] ?? this.defaults(node.kind)["kernel_size"];
    return known === null && field === "stride" ? window : known;
  }

  /** A setting with its value: "16 filters", "stride 2". */
  private phrase(kind: string, field: string, value: unknown): string {
    const { text } = this.words;
    const count = COUNTS[field];
    if (count && typeof value === "number") return text(count, { n: value });
    if (field === "bias") return text(value ? "cmp.bias.yes" : "cmp.bias.no");
    const shown = { value: this.value(field, value) };
    if (field === "kernel_size") return text(POOLS.includes(kind) ? "cmp.window" : "cmp.kernel", shown);
    if (field === "p") return text("cmp.rate", shown);
    const worded = WORDED[field];
    return worded
      ? text(worded, shown)
      : text("cmp.of", { field: fieldText(this.words, kind, field), ...shown });
  }

  private value(field: string, value: unknown): string {
    const { text, number } = this.words;
    if (field === "kernel_size" && typeof value === "number") return `${value}×${value}`;
    if (field === "p" && typeof value === "number")
      return text("cmp.percent", { value: number(Number((value * 100).toFixed(4))) });
    return valueText(this.words, value);
  }

  private replaced(gone: Pair, come: Pair): string[] {
    const sides: Sides = {
      before: gone.before ? this.what(gone.before.node) : "",
      after: come.after ? this.what(come.after.node) : "",
    };
    return [this.words.text("cmp.layer.replaced", { ...sides, where: this.where(come) })];
  }

  /** A layer with its settings, a block with the number of layers in it. */
  private block(pair: Pair, all: Pair[]): string {
    const what = this.what((pair.after ?? pair.before)?.node ?? { kind: "" });
    const n = insideOf(pair, all);
    return n ? this.words.text("cmp.inside", { what, n }) : what;
  }

  private what(node: LayerSpec): string {
    const { text } = this.words;
    const { kind, name } = node;
    const title = name
      ? text("cmp.named", { kind: lower(this.words.kind(kind)), name })
      : kindText(this.words, kind);
    const told = Object.keys(node).filter((field) => !PARTS.includes(field));
    const settings = told.map((field) => this.phrase(kind, field, node[field])).join(", ");
    return settings ? text("cmp.with", { what: title, settings }) : title;
  }

  /** What a layer is called: its name, where it stands in a block its path, without a name its kind and path. */
  private label({ node, path }: Named): string {
    return node.name ? path : `${kindText(this.words, node.kind)} (${path})`;
  }

  private where({ before, after, part }: Pick<Pair, "before" | "after" | "part">): string {
    const side = after ?? before;
    const { text } = this.words;
    const name = side?.previous ? this.label(side.previous) : "";
    if (!side?.owner || part === null) return text(name ? "diff.at.after" : "diff.at.start", { name });
    const owner = this.label(side.owner);
    return text(name ? "diff.in.after" : "diff.in.start", { name, owner, part: this.part(part) });
  }

  private part(part: string): string {
    const [name, index] = part.split(".");
    if (name === "branches") return this.words.text("diff.part.branch", { n: Number(index) + 1 });
    return this.words.text(`diff.part.${name}` as Text);
  }
}
