/** What was changed in the training settings from one run to another, as clauses of a sentence. Pure. */
import type { Defaults } from "../network/brief";
import {
  fieldText,
  joined,
  kindText,
  type Setting,
  type Sides,
  type Text,
  valueText,
  type Words,
} from "./words";

export type Settings = Record<string, unknown>;

const EMPTY: Setting = { kind: "" };
/** Kinds that bear people's names. */
const PROPER: Text[] = ["cmp.initializer", "cmp.initializer.of"];
/** Numbers that have a clause of their own. */
const NUMBERS: Record<string, Text> = { weight_decay: "cmp.decay" };
/** In the order in which they are told; what only says how a run is watched is not told. */
const WORDED: Record<string, Text> = { device: "cmp.device", precision: "cmp.precision" };

export class SettingsTeller {
  constructor(
    private readonly words: Words,
    private readonly defaults: Defaults,
  ) {}

  clauses(before: Settings, after: Settings): string[] {
    const { text } = this.words;
    const of = (field: string): [unknown, unknown] => [before[field], after[field]];
    const numbers = (fields: Record<string, Text>): string[] =>
      Object.entries(fields).flatMap(([field, key]) => this.plain(key, ...of(field)));
    return [
      ...this.optimizer(...pair(of("optimizer"))),
      ...this.counted("cmp.batch", ...of("batch_size")),
      ...this.counted("cmp.epochs", ...of("epochs")),
      ...this.kinds("cmp.schedule", ...pair(of("schedule"))),
      ...this.kinds("cmp.loss", ...pair(of("loss"))),
      ...numbers(NUMBERS),
      ...this.augmentation(list<Setting>(before["augmentation"]), list<Setting>(after["augmentation"])),
      ...this.frozen(list<string>(before["frozen"]), list<string>(after["frozen"])),
      ...this.kinds("cmp.initializer", ...pair(of("initializer"))),
      ...this.initializers(before, after),
      ...(same(...of("seed"))
        ? []
        : [text("cmp.seed", { before: String(before["seed"]), after: String(after["seed"]) })]),
      ...numbers(WORDED),
    ];
  }

  private plain(key: Text, before: unknown, after: unknown): string[] {
    return same(before, after) ? [] : [this.words.text(key, this.sides(before, after))];
  }

  private sides(before: unknown, after: unknown): Sides {
    return { before: this.value(before), after: this.value(after) };
  }

  /** Several numbers stand one after the other: they are no size. */
  private value(value: unknown): string {
    const [first, ...others] = Array.isArray(value) ? (value as unknown[]) : [value];
    const next = (all: string, one: unknown): string =>
      this.words.text("cmp.values", { first: all, next: valueText(this.words, one) });
    return others.reduce(next, valueText(this.words, first));
  }

  private counted(key: Text, before: unknown, after: unknown): string[] {
    if (same(before, after)) return [];
    return [this.words.text(key, { n: Number(after), before: valueText(this.words, before) })];
  }

  /** "trains with Adam at 0.001 instead of SGD at 0.1", or field by field. */
  private optimizer(before: Setting, after: Setting): string[] {
    if (before.kind !== after.kind)
      return [this.words.text("cmp.optimizer", { before: this.stepper(before), after: this.stepper(after) })];
    return [
      ...this.plain("cmp.lr", before["lr"], after["lr"]),
      ...this.plain("cmp.momentum", before["momentum"], after["momentum"]),
      ...this.fields(before, after, ["lr", "momentum"], true),
    ];
  }

  private stepper(one: Setting): string {
    const { text, number } = this.words;
    const kind = this.words.kind(one.kind);
    const optimizer = text("cmp.optimizer.at", { kind, lr: valueText(this.words, one["lr"]) });
    const momentum = Number(one["momentum"] ?? 0);
    return momentum ? text("cmp.optimizer.momentum", { optimizer, momentum: number(momentum) }) : optimizer;
  }

  /** Another kind by its name, the same kind field by field. */
  private kinds(key: Text, before: Setting, after: Setting): string[] {
    if (before.kind !== after.kind) return [this.words.text(key, this.describedSides(key, before, after))];
    const smoothing = this.plain("cmp.smoothing", before["label_smoothing"], after["label_smoothing"]);
    return [...smoothing, ...this.fields(before, after, ["label_smoothing"])];
  }

  private describedSides(key: Text, before: Setting, after: Setting): Sides {
    const named = PROPER.includes(key);
    return { before: this.described(before, named), after: this.described(after, named) };
  }

  /** A kind, by a proper name or not, with what is not at its default. */
  private described(one: Setting, proper = false): string {
    const what = this.kind(one.kind, proper);
    const known = this.defaults(one.kind);
    const told = Object.keys(one).filter((field) => field !== "kind" && !same(one[field], known[field]));
    const settings = told.map((field) => this.valued(one.kind, field, one[field])).join(", ");
    return settings ? this.words.text("cmp.with", { what, settings }) : what;
  }

  private kind(kind: string, proper: boolean): string {
    return proper ? this.words.text("cmp.kind", { kind: this.words.kind(kind) }) : kindText(this.words, kind);
  }

  private valued(kind: string, field: string, value: unknown): string {
    const shown = this.value(value);
    return this.words.text("cmp.of", { field: fieldText(this.words, kind, field), value: shown });
  }

  /** What two settings of one kind have that differs, each with whose it is. */
  private fields(before: Setting, after: Setting, told: readonly string[], proper = false): string[] {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names
      .filter((field) => field !== "kind" && !told.includes(field) && !same(before[field], after[field]))
      .map((field) =>
        this.words.text("cmp.set.of", {
          field: fieldText(this.words, after.kind, field),
          ...this.sides(before[field], after[field]),
          owner: this.kind(after.kind, proper),
        }),
      );
  }

  /** Of each kind the first with the first, the second with the second. */
  private augmentation(before: Setting[], after: Setting[]): string[] {
    const { text } = this.words;
    const [ones, others] = [numbered(before), numbered(after)];
    const named = (all: [string, Setting][]): string =>
      joined(
        this.words,
        all.map(([, one]) => this.described(one)),
        "cmp.join.both",
      );
    const come = [...others].filter(([key]) => !ones.has(key));
    const gone = [...ones].filter(([key]) => !others.has(key));
    const kept = [...others].flatMap(([key, one]) => this.fields(ones.get(key) ?? one, one, []));
    const order = [[...ones.keys()], [...others.keys()]].map((keys) =>
      keys.filter((key) => ones.has(key) && others.has(key)),
    );
    return [
      ...(come.length ? [text("cmp.augments", { what: named(come) })] : []),
      ...(gone.length ? [text("cmp.augments.not", { what: named(gone) })] : []),
      ...kept,
      ...(same(order[0], order[1]) ? [] : [text("cmp.augments.order")]),
    ];
  }

  private frozen(before: string[], after: string[]): string[] {
    const told = (key: Text, paths: string[]): string[] =>
      paths.length ? [this.words.text(key, { layers: joined(this.words, paths, "cmp.join.both") })] : [];
    return [
      ...told(
        "cmp.freezes",
        after.filter((path) => !before.includes(path)),
      ),
      ...told(
        "cmp.freezes.not",
        before.filter((path) => !after.includes(path)),
      ),
    ];
  }

  /** First weights of single layers; where one has none of its own, those of all. */
  private initializers(before: Settings, after: Settings): string[] {
    const own = (all: Settings): Record<string, Setting> =>
      (all["initializers"] ?? {}) as Record<string, Setting>;
    const paths = [...new Set([...Object.keys(own(before)), ...Object.keys(own(after))])];
    const held = (all: Settings, path: string): Setting => own(all)[path] ?? setting(all["initializer"]);
    return paths
      .filter((path) => !same(held(before, path), held(after, path)))
      .map((layer) => {
        const key = "cmp.initializer.of";
        const sides = this.describedSides(key, held(before, layer), held(after, layer));
        return this.words.text(key, { layer, ...sides });
      });
  }
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
const list = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : []);

/** A bare string stands for a kind with its defaults. */
function setting(value: unknown): Setting {
  return typeof value === "string" ? { kind: value } : ((value as Setting | undefined) ?? EMPTY);
}
const pair = ([one, other]: [unknown, unknown]): [Setting, Setting] => [setting(one), setting(other)];

function numbered(all: Setting[]): Map<string, Setting> {
  const seen = new Map<string, number>();
  return new Map(
    all.map((one) => {
      const times = (seen.get(one.kind) ?? 0) + 1;
      seen.set(one.kind, times);
      return [`${one.kind} ${times}`, one];
    }),
  );
}
