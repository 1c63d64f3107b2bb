/** What lies between two networks, in sentences: one function for every language. Pure; the words come from outside. */
import type { en } from "../../i18n/differences";
import type { Params } from "../../i18n/fill";
import type { Defaults } from "./brief";
import {
  type Change,
  changeOf,
  type Comparison,
  type FieldChange,
  type Named,
  type Pair,
  partsOf,
} from "./compare";
import { insideOf, lower, toldOf } from "./telling";
import { shapeText } from "./text";
import type { LayerSpec } from "./types";

/** A language: its sentences, and what it calls kinds of layers, their settings, and words that are values. */
export interface Words {
  text: (key: keyof typeof en, params?: Params) => string;
  kind: (kind: string) => string;
  field: (kind: string, field: string) => string;
  word: (word: string) => string;
  number: (value: number) => string;
}

/** Of the analysis of a network. */
export interface Counts {
  params: number;
  macs: number;
  output: number[];
}

export interface Sentence {
  change: Exclude<Change, "same"> | "head" | "count";
  text: string;
  /** Of the node that it is about, in the network that has it now, else in the one before. */
  path: string | null;
}

/** Every difference as a sentence, in the order of the network; counts at the end, where both are known. */
export function differences(
  comparison: Comparison,
  words: Words,
  defaults: Defaults,
  counts: { before: Counts | null; after: Counts | null } = { before: null, after: null },
): Sentence[] {
  const teller = new Teller(words, defaults);
  const told = [...teller.head(comparison), ...teller.nodes(comparison.pairs)];
  if (told.length === 0) return [{ change: "head", text: words.text("diff.none"), path: null }];
  return [...told, ...teller.counts(comparison, counts)];
}

const NO_SETTINGS = ["kind", "name", "body", "shortcut", "head", "branches"];
const HEAD = ["normalize", "size_rule"] as const;
const GOES_WITHOUT_SAYING = { normalize: "half", size_rule: "floor" };
const shapeOf = (input: { channels: number; height: number; width: number }): number[] => [
  input.channels,
  input.height,
  input.width,
];

class Teller {
  constructor(
    private readonly words: Words,
    private readonly defaults: Defaults,
  ) {}

  head({ head, inputs }: Comparison): Sentence[] {
    const { text } = this.words;
    const of = (field: string): FieldChange | undefined => head.find((change) => change.field === field);
    const name = of("name");
    const [before, after] = [shapeText(shapeOf(inputs.before)), shapeText(shapeOf(inputs.after))];
    const told = [
      ...(name?.before && name.after
        ? [text("diff.name", { before: this.quoted(name.before), after: this.quoted(name.after) })]
        : []),
      ...(before === after ? [] : [text("diff.input", { before, after })]),
      ...HEAD.flatMap((field) => {
        const change = of(field);
        const value = (one: unknown): string =>
          text(`diff.${field}.${String(one ?? GOES_WITHOUT_SAYING[field])}` as "diff.normalize.half");
        if (!change) return [];
        const sides = { before: value(change.before), after: value(change.after) };
        return [text("diff.head", { field: text(`diff.${field}`), ...sides })];
      }),
    ];
    return told.map((one) => ({ change: "head", text: one, path: null }));
  }

  nodes(pairs: Pair[]): Sentence[] {
    return toldOf(pairs).flatMap(({ pair, by }) => (by ? [this.replaced(pair, by)] : this.node(pair, pairs)));
  }

  counts(
    { pairs }: Comparison,
    { before, after }: { before: Counts | null; after: Counts | null },
  ): Sentence[] {
    const { text } = this.words;
    const leaves = (side: "before" | "after"): number =>
      pairs.filter((pair) => pair[side] && partsOf(pair[side].node).length === 0).length;
    const [were, are] = [leaves("before"), leaves("after")];
    const told = were === are ? [] : [text("diff.layers", this.change(were, are))];
    if (before && after) {
      const [from, to] = [shapeText(before.output), shapeText(after.output)];
      if (from !== to) told.push(text("diff.output", { before: from, after: to }));
      for (const what of ["params", "macs"] as const)
        told.push(
          before[what] === after[what]
            ? text(`diff.${what}.same`, { n: after[what] })
            : text(`diff.${what}`, this.change(before[what], after[what])),
        );
    }
    return told.map((one) => ({ change: "count", text: one, path: null }));
  }

  private change(before: number, after: number): Params {
    const sign = after < before ? "−" : "+";
    return { before, after, change: `${sign}${this.words.number(Math.abs(after - before))}` };
  }

  private node(pair: Pair, all: Pair[]): Sentence[] {
    const { text } = this.words;
    const { before, after } = pair;
    const change = changeOf(pair);
    if (change === "same") return [];
    const path = after?.path ?? before?.path ?? null;
    if (!before || !after) {
      const key = before ? "diff.removed" : "diff.added";
      const params = { what: this.block(pair, all), where: this.where(pair) };
      return [{ change, text: text(key, params), path }];
    }
    const told: string[] = [];
    if (pair.moved) {
      const from = this.where({ ...pair, after: null, part: pair.from });
      told.push(text("diff.moved", { name: this.label(before), from, to: this.where(pair) }));
    }
    return [...told, ...this.changed(pair)].map((one) => ({ change, text: one, path }));
  }

  private changed({ before, after, fields }: Pair): string[] {
    if (!before || !after) return [];
    const { text } = this.words;
    const { kind } = after.node;
    const told: string[] = [];
    if (fields.some(({ field }) => field === "name"))
      told.push(
        text(after.node.name ? "diff.renamed" : "diff.unnamed", {
          before: this.label(before),
          after: this.label(after),
        }),
      );
    const changes = fields
      .filter(({ field }) => field !== "name")
      .map((change) => {
        const value = (one: unknown): string => this.value(one ?? this.defaults(kind)[change.field]);
        const sides = { before: value(change.before), after: value(change.after) };
        return text("diff.change", { field: this.field(kind, change.field), ...sides });
      });
    if (changes.length)
      told.push(text("diff.changed", { name: this.label(after), changes: changes.join(", ") }));
    return told;
  }

  private replaced(gone: Pair, come: Pair): Sentence {
    const { text } = this.words;
    const before = gone.before ? this.label(gone.before) : "";
    const after = come.after ? this.what(come.after.node) : "";
    const sentence = text("diff.replaced", { before, after, where: this.where(come) });
    return { change: "changed", text: sentence, path: come.after?.path ?? null };
  }

  /** A layer with its settings, a block with the number of layers in it. */
  private block(pair: Pair, all: Pair[]): string {
    const node = (pair.after ?? pair.before)?.node ?? { kind: "" };
    const inside = insideOf(pair, all);
    const what = this.what(node);
    return inside ? this.words.text("diff.inside", { what, n: inside }) : what;
  }

  private what(node: LayerSpec): string {
    const { kind, name } = node;
    const told = Object.keys(node).filter((field) => !NO_SETTINGS.includes(field));
    const settings = told.map((field) => `${this.field(kind, field)} ${this.value(node[field])}`);
    const title = lower(this.words.kind(kind)) + (name ? ` ${this.quoted(name)}` : "");
    return settings.length ? `${title} (${settings.join(", ")})` : title;
  }

  /** What a node is called: its name, or its kind and path. */
  private label({ node, path }: Named): string {
    return this.quoted(node.name || `${this.words.kind(node.kind)} (${path})`);
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
    return this.words.text(`diff.part.${name}` as "diff.part.body");
  }

  private field(kind: string, field: string): string {
    return field === "branches" ? this.words.text("diff.branches") : lower(this.words.field(kind, field));
  }

  private value(value: unknown): string {
    const { text, number, word } = this.words;
    if (typeof value === "number") return number(value);
    if (typeof value === "boolean") return text(value ? "diff.yes" : "diff.no");
    if (typeof value === "string") return word(value);
    if (Array.isArray(value) && value.some(Array.isArray)) return text("diff.table", { n: value.length });
    if (Array.isArray(value)) return value.map((one) => this.value(one)).join("×");
    return text("diff.default");
  }

  private quoted(name: unknown): string {
    return this.words.text("diff.quoted", { name: String(name) });
  }
}
