/** The schema of the training settings as the form wants it: in a lecture's order, with the catalogue's kinds. */
import generated from "../gen/training.json";
import type { JsonSchema } from "../forms/schema";
import type { CatalogueEntry } from "./catalogue.svelte";

/** First what a lecture speaks of first; what is not named follows in the schema's own order. */
const ORDER = [
  "optimizer",
  "batch_size",
  "epochs",
  "schedule",
  "loss",
  "augmentation",
  "weight_decay",
  "initializer",
];
/** Chosen elsewhere on the page. */
const ELSEWHERE = ["pace", "frozen", "frozen_filters", "initializers"];
const KINDS = ["optimizer", "schedule", "loss", "initializer", "augmentation"];

/** The property with the kinds that the server's catalogue has, which may be more than the page was built with. */
function withKinds(property: JsonSchema, name: string, entries: readonly CatalogueEntry[]): JsonSchema {
  const kinds = entries
    .filter(({ group }) => group === name)
    .map(({ schema, title }) => ({ ...schema, title }));
  if (kinds.length === 0) return property;
  const { title, description = "", advanced = false, default: fallback, maxItems } = property;
  const same = { ...(title ? { title } : {}), description, advanced, default: fallback };
  if (name !== "augmentation") return { ...same, oneOf: kinds };
  return { ...same, type: "array", maxItems: maxItems ?? 16, items: { oneOf: kinds } };
}

export function trainingSchema(entries: readonly CatalogueEntry[]): JsonSchema {
  const schema = generated as JsonSchema;
  const properties = schema.properties ?? {};
  const names = [...new Set([...ORDER, ...Object.keys(properties)])].filter(
    (name) => !ELSEWHERE.includes(name),
  );
  const ordered = names.flatMap((name): [string, JsonSchema][] => {
    const property = properties[name];
    return property ? [[name, KINDS.includes(name) ? withKinds(property, name, entries) : property]] : [];
  });
  return { ...schema, properties: Object.fromEntries(ordered) };
}

/** The default of a setting, or of a field of one of its kinds. */
export function fallbackOf(field: string, kind?: string): unknown {
  const schema = generated as JsonSchema;
  if (kind === undefined) return schema.properties?.[field]?.default;
  const kinds = Object.values(schema.$defs ?? {});
  return kinds.find((one) => one.properties?.["kind"]?.const === kind)?.properties?.[field]?.default;
}
