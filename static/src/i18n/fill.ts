/** Texts with places to fill in. Pure. */
export type Params = Record<string, string | number>;
export type Locale = "en" | "ru";

const order: Record<Locale, Intl.LDMLPluralRule[]> = { en: ["one", "other"], ru: ["one", "few", "many"] };

function plural(locale: Locale, count: number, forms: string[]): string {
  const rule = new Intl.PluralRules(locale).select(count);
  const index = order[locale].indexOf(rule);
  return forms[index < 0 ? forms.length - 1 : index] ?? forms.at(-1) ?? "";
}

function format(locale: Locale, value: string | number): string {
  return typeof value === "number" ? value.toLocaleString(locale, { maximumFractionDigits: 4 }) : value;
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
