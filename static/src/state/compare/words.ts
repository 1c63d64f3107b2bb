/** The language of the sentences that compare runs: its texts, and how lists and values are written. Pure. */
import type { en } from "../../i18n/compare";
import type { en as diff } from "../../i18n/differences";
import type { Params } from "../../i18n/fill";
import { lower } from "../network/telling";

export type Text = keyof typeof en | keyof typeof diff;

/** What the server's catalogue calls kinds, settings and words, and the texts of the page. */
export interface Words {
  text: (key: Text, params?: Params) => string;
  kind: (kind: string) => string;
  field: (kind: string, field: string) => string;
  word: (word: string) => string;
  number: (value: number) => string;
  dataset: (id: string) => string;
}

export type Sides = Record<"before" | "after", string>;

/** A setting `{kind, …}`. */
export type Setting = { kind: string } & Record<string, unknown>;

/** "a", "a and b", "a, b and c"; `last` joins the last two of three or more, and both of two where `two` is left out. */
export function joined(
  { text }: Words,
  items: readonly string[],
  last: "cmp.join.last" | "cmp.join.both",
): string {
  const [first, ...others] = items;
  if (first === undefined) return "";
  return others.reduce(
    (all, next, i) =>
      i === others.length - 1
        ? text(last, { first: all, last: next })
        : text("cmp.join.next", { first: all, next }),
    first,
  );
}

export function valueText(words: Words, value: unknown): string {
  const { text, number, word } = words;
  if (typeof value === "number") return number(value);
  if (typeof value === "boolean") return text(value ? "diff.yes" : "diff.no");
  if (typeof value === "string") return word(value);
  if (Array.isArray(value) && value.some(Array.isArray)) return text("diff.table", { n: value.length });
  if (Array.isArray(value)) return value.map((one) => valueText(words, one)).join("×");
  return text("diff.default");
}

/** A kind within a sentence. */
export const kindText = (words: Words, kind: string): string =>
  words.text("cmp.kind", { kind: lower(words.kind(kind)) });

export const fieldText = (words: Words, kind: string, field: string): string =>
  lower(words.field(kind, field));
