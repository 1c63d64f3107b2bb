/** What the catalogue knows of kinds: their settings and what holds while these are left out. */
import { catalogue } from "./catalogue.svelte";
import type { Defaults } from "./network/brief";
import type { Settings } from "./network/reading";

export const settings: Settings = (kind) => {
  const schema = catalogue.node(kind)?.schema;
  return schema ? new Set([...Object.keys(schema.properties ?? {}), "kind", "name"]) : null;
};

export const defaults: Defaults = (kind) => {
  const properties = Object.entries(catalogue.node(kind)?.schema.properties ?? {});
  return Object.fromEntries(
    properties.filter(([, schema]) => "default" in schema).map(([field, schema]) => [field, schema.default]),
  );
};
