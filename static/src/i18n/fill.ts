/** Texts with places to fill in. Pure. */
import { numberOf, pluralOf } from "./formats";

export type Params = Record<string, string | number>;
export type Locale = "en" | "ru";

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
