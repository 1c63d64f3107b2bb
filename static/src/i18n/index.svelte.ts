/**
 * One small catalogue of texts. `t("key", {n: 3})` gives the text in the reader's language; `{n}` is replaced,
 * and `{n|layer|layers}` (English) or `{n|слой|слоя|слоёв}` (Russian) picks the plural form.
 *
 * Each part of the page keeps its own `en` and `ru` in `i18n/<part>.ts`; `ru` is typed by `en`, so a missing
 * text does not compile.
 */
import { ui } from "../state/ui.svelte";
import { numberOf, pluralOf } from "./formats";
import * as parts from "./parts";
import schemaEn from "./schema.en.json";
import schemaRu from "./schema.ru.json";

export type Params = Record<string, string | number>;
export type Locale = "en" | "ru";

const catalogues: Record<Locale, Record<string, string>> = {
  en: { ...schemaEn, ...parts.en },
  ru: { ...schemaRu, ...parts.ru },
};
const order: Record<Locale, Intl.LDMLPluralRule[]> = { en: ["one", "other"], ru: ["one", "few", "many"] };

function plural(locale: Locale, count: number, forms: string[]): string {
  const index = order[locale].indexOf(pluralOf(locale, count));
  return forms[index < 0 ? forms.length - 1 : index] ?? forms.at(-1) ?? "";
}

function format(locale: Locale, value: string | number): string {
  return typeof value === "number" ? numberOf(locale, value) : value;
}

/** Fill in a text's places. */
export function fill(locale: Locale, text: string, params: Params): string {
  return text.replace(/\{(\w+)((?:\|[^|}]*)*)\}/g, (whole, name: string, forms: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    const shown = format(locale, value);
    return forms ? `${shown} ${plural(locale, Number(value), forms.slice(1).split("|"))}` : shown;
  });
}

/** The text of `key` in the reader's language. */
export function t(key: parts.Key, params: Params = {}): string {
  return fill(ui.locale, catalogues[ui.locale][key] ?? key, params);
}

/** Like `t` for keys made at run time (error codes, schema texts): `fallback` where the catalogue has none. */
export function translate(key: string, fallback: string, params: Params = {}): string {
  return fill(ui.locale, catalogues[ui.locale][key] ?? fallback, params);
}

/** Does the catalogue know `key` in `locale`? For the test that finds untranslated texts. */
export function has(locale: Locale, key: string): boolean {
  return key in catalogues[locale];
}
