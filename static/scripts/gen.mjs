// Writes src/gen/api.ts from the backend's own schema: `python -m app.schema`. PYTHON names the interpreter.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { compile } from "json-schema-to-typescript";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const python = process.env.PYTHON ?? "python3";
const schema = JSON.parse(
  execFileSync(python, ["-m", "app.schema"], { cwd: join(root, ".."), maxBuffer: 1 << 26 }).toString(),
);
const text = await compile(schema, "Contract", {
  additionalProperties: false,
  bannerComment: "// Made from the backend's schema by `npm run gen`; never edited by hand.",
  unreachableDefinitions: true,
  format: false,
});
writeFileSync(join(root, "src/gen/api.ts"), text);
