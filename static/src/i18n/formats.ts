/** The browser's rules for numbers and plurals: dear to make and cheap to use, so made once for each language. */
const rules = new Map<string, Intl.PluralRules>();
const numbers = new Map<string, Intl.NumberFormat>();

function kept<T>(all: Map<string, T>, locale: string, make: () => T): T {
  const found = all.get(locale) ?? make();
  all.set(locale, found);
  return found;
}

export const pluralOf = (locale: string, count: number): Intl.LDMLPluralRule =>
  kept(rules, locale, () => new Intl.PluralRules(locale)).select(count);

/** With four digits after the point at most. */
export const numberOf = (locale: string, value: number): string =>
  kept(numbers, locale, () => new Intl.NumberFormat(locale, { maximumFractionDigits: 4 })).format(value);
