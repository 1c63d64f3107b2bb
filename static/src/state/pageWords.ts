/** What the page calls things, for sentences that are made elsewhere; and what holds while a setting is left out. */
import { t } from "../i18n/index.svelte";
import { datasetTitle, fieldTitle, kindTitle, wordText } from "../i18n/schema.svelte";
import { catalogue, type CatalogueEntry } from "./catalogue.svelte";
import type { Words } from "./compare/words";
import { datasets } from "./datasets.svelte";
import type { Defaults } from "./network/brief";
import { ui } from "./ui.svelte";

/** A layer's before a setting's: no kind of the one is a kind of the other. */
const entryOf = (kind: string): CatalogueEntry | undefined =>
  catalogue.node(kind) ?? catalogue.entries.find((entry) => entry.kind === kind);

export const words: Words = {
  text: (key, params) => t(key, params),
  kind: (kind) => kindTitle(kind, entryOf(kind)?.title ?? kind.replaceAll("_", " ")),
  field: (kind, field) => {
    const title = entryOf(kind)?.schema.properties?.[field]?.title ?? field;
    return fieldTitle(kind, { name: field, title });
  },
  word: wordText,
  number: (value) => value.toLocaleString(ui.locale, { maximumFractionDigits: 12 }),
  dataset: (id) => datasetTitle(id, datasets.list.find((entry) => entry.id === id)?.title ?? id),
};

/** Of layers and of settings. */
export const everyDefault: Defaults = (kind) =>
  Object.fromEntries(
    Object.entries(entryOf(kind)?.schema.properties ?? {})
      .filter(([, schema]) => "default" in schema)
      .map(([field, schema]) => [field, schema.default]),
  );
