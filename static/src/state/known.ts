/** What the catalogue knows of kinds: their settings and what holds while these are left out. */
import { catalogue } from "./catalogue.svelte";
import type { Defaults } from "./network/brief";
import type { Settings } from "./network/reading";

/** Settings that the catalogue leaves out of its forms: which maps a filter reads is a table. */
const NO_FORM = ["connections"];

export const settings: Settings = (kind) => {
  const schema = catalogue.node(kind)?.schema;
  return schema ? new Set([...Object.keys(schema.properties ?? {}), ...NO_FORM, "kind", "name"]) : null;
};

export const defaults: Defaults = (kind) => {
  const properties = Object.entries(catalogue.node(kind)?.schema.properties ?? {});
  return Object.fromEntries(
    properties.filter(([, schema]) => "default" in schema).map(([field, schema]) => [field, schema.default]),
  );
};
