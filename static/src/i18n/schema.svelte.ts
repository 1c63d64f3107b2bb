/**
 * Texts of the server's schemas, problems, warnings and repairs in the reader's language. English is the
 * server's own text, with better names for a few fields; Russian is in `schema.ru.json`, by the same keys:
 * `schema.<kind>[.summary|.docs]`, `schema.<kind>.<field>[.help]`, or, for a field that means the same
 * everywhere, `schema.field.<field>[.help]`; `preset.<id>[.note]`; `word.<word>`; `problem.<code>`, `warning.<code>`, `repair.<code>`.
 */
import type { Field } from "../forms/schema";
import type { ProblemEntry } from "../net/http";
import { has, type Params, translate } from "./index.svelte";
import { ui } from "../state/ui.svelte";
import { inRussian } from "./understood";

type Problem = Pick<ProblemEntry, "code" | "detail" | "params" | "path">;
type Repair = NonNullable<ProblemEntry["repairs"]>[number];

/** "batch_size" or "Batch Size" → "Batch size". */
function readable(name: string): string {
  const words = name.replaceAll("_", " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function first(keys: string[], fallback: string, params: Params = {}): string {
  const key = keys.find((one) => has(ui.locale, one));
  return key === undefined ? fallback : translate(key, fallback, params);
}

export const kindTitle = (kind: string, title: string): string => first([`schema.${kind}`], title);

export const kindSummary = (kind: string, summary: string): string =>
  first([`schema.${kind}.summary`], summary);

export const kindDocs = (kind: string, docs: string): string => first([`schema.${kind}.docs`], docs);

export const fieldTitle = (kind: string, field: Pick<Field, "name" | "title">): string =>
  first([`schema.${kind}.${field.name}`, `schema.field.${field.name}`], readable(field.title));

export const fieldHelp = (kind: string, field: Field): string =>
  first([`schema.${kind}.${field.name}.help`, `schema.field.${field.name}.help`], field.description);

/** A word that stands as a value: "same", "auto", "zeros". */
export const wordText = (word: string): string => first([`word.${word}`], word.replaceAll("_", " "));

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "c3 (conv2d): the window …" → "The window …": the layer stands beside it. */
function bare(detail: string, path: string): string {
  const text = detail.startsWith(`${path} (`) ? detail.slice(detail.indexOf("): ") + 3) : detail;
  return capital(text);
}

/** The server writes volumes as channels × height × width; the page as the lectures do. */
const turned = (text: string): string => text.replace(/(\d+)×(\d+)×(\d+)/g, "$2×$3×$1");

/** What is wrong; a problem of shapes says in `params.reason` which one it is. */
export function problemText({ code, detail, params = {}, path }: Problem): string {
  const texts = Object.entries(params).map(([name, value]): [string, string | number] => [
    name,
    typeof value === "string" ? turned(value) : value,
  ]);
  if (ui.locale === "ru" && code === "not_understood")
    texts.push(["what", inRussian(String(params["what"]))]);
  const keys = [`problem.${params["reason"]}`, `problem.${code}`];
  return first(keys, turned(bare(detail, path ?? "")), Object.fromEntries(texts));
}

export const warningText = (warning: Problem): string =>
  capital(first([`warning.${warning.code}`], warning.detail, warning.params));

export const repairText = (repair: Repair): string =>
  capital(first([`repair.${repair.code}`], repair.label, repair.params));

/** The name that the field has for a layer with such settings. */
export const variantText = (variant: string): string => first([`variant.${variant}`], readable(variant));

/** A data set that comes with the playground by its name in the reader's language; any other as it is called. */
export const datasetTitle = (id: string, title: string): string => first([`dataset.${id}`], title);

/** A network of the lectures or the literature: its title, and what to look at in it. */
export const presetTitle = (id: string, title: string): string => first([`preset.${id}`], title);

export const presetNote = (id: string, note: string): string => first([`preset.${id}.note`], note);
