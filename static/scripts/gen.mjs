// Writes src/gen/ from the backend's own schema, `python -m app.schema`: the types of everything on the wire, and the
// schema of the training settings that their form is made from. PYTHON names the interpreter.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { compile } from "json-schema-to-typescript";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const python = process.env.PYTHON ?? "python3";
const schema = JSON.parse(
  execFileSync(python, ["-m", "app.schema"], { cwd: join(root, ".."), maxBuffer: 1 << 26 }).toString(),
);

/** Names of the definitions that a schema refers to, through any number of others. */
function reachable(part, found = new Set()) {
  for (const [, name] of JSON.stringify(part).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)) {
    if (found.has(name)) continue;
    found.add(name);
    reachable(schema.definitions[name], found);
  }
  return found;
}

/** The schema without the titles of its properties, which would each become a type of their own. */
function untitled(part, isDefinition = false) {
  if (Array.isArray(part)) return part.map((entry) => untitled(entry));
  if (part === null || typeof part !== "object") return part;
  const entries = Object.entries(part).filter(
    ([key, value]) => isDefinition || key !== "title" || typeof value !== "string",
  );
  return Object.fromEntries(
    entries.map(([key, value]) => {
      const named = key === "definitions" || key === "properties";
      if (!named) return [key, untitled(value)];
      return [
        key,
        Object.fromEntries(
          Object.entries(value).map(([name, one]) => [name, untitled(one, key === "definitions")]),
        ),
      ];
    }),
  );
}

/** A message always carries its tag, though it has a default where it is made. */
function tagged(definition) {
  const tags = ["type", "kind"].filter((name) => definition.properties?.[name]?.const !== undefined);
  return tags.length
    ? { ...definition, required: [...new Set([...(definition.required ?? []), ...tags])] }
    : definition;
}

/** A fixed pair as the compiler of types knows it: draft 7 writes 2020's `prefixItems` as a list of `items`. */
function tupled(value) {
  if (Array.isArray(value)) return value.map(tupled);
  if (typeof value !== "object" || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, tupled(one)]));
  const { prefixItems, ...rest } = inner;
  return Array.isArray(prefixItems) ? { ...rest, items: prefixItems } : inner;
}

const definitions = Object.entries(schema.definitions).map(([name, one]) => [name, tagged(one)]);
schema.definitions = Object.fromEntries(definitions);

const text = await compile(tupled(untitled(schema, true)), "Contract", {
  additionalProperties: false,
  bannerComment: "// Made from the backend's schema by `npm run gen`; never edited by hand.",
  unreachableDefinitions: true,
  format: false,
  maxItems: 8, // a longer list is a list, not a choice of tuples
});
const training = schema.definitions.TrainConfig;
const used = Object.entries(schema.definitions).filter(([name]) => reachable(training).has(name));

mkdirSync(join(root, "src/gen"), { recursive: true });
writeFileSync(join(root, "src/gen/api.ts"), text);
writeFileSync(
  join(root, "src/gen/training.json"),
  `${JSON.stringify({ ...training, $defs: Object.fromEntries(used) }, null, 1)}\n`,
);
