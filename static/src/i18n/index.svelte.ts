/**
 * One small catalogue of texts. `t("key", {n: 3})` gives the text in the reader's language; `{n}` is replaced,
 * and `{n|layer|layers}` (English) or `{n|слой|слоя|слоёв}` (Russian) picks the plural form.
 *
 * Each part of the page keeps its own `en` and `ru` in `i18n/<part>.ts`; `ru` is typed by `en`, so a missing
 * text does not compile.
 */
import { ui } from "../state/ui.svelte";
import { fill, type Locale, type Params } from "./fill";
import type { RunsKey } from "./ofRuns";
import * as parts from "./parts";
import schemaEn from "./schema.en.json";

export { fill, type Locale, type Params } from "./fill";

let catalogues: Record<Locale, Record<string, string>> = $state.raw({
  en: { ...schemaEn, ...parts.en },
  ru: parts.ru,
});
let complete = false;

/** Have every text of `locale`: the server's in Russian are many, and come when somebody reads Russian. */
export async function bring(locale: Locale): Promise<void> {
  if (locale !== "ru" || complete) return;
  const { default: schema } = await import("./schema.ru.json");
  catalogues = { ...catalogues, ru: { ...schema, ...catalogues.ru } };
  complete = true;
}

/** Have the texts of a part of the page that comes later; the part's own module calls this. */
export function add(more: Record<Locale, Record<string, string>>): void {
  catalogues = { en: { ...catalogues.en, ...more.en }, ru: { ...catalogues.ru, ...more.ru } };
}

/** The text of `key` in the reader's language. */
export function t(key: parts.Key | RunsKey, params: Params = {}): string {
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
