/** From the catalogue's JSON Schema to the fields of a form. No field is known by its kind alone. */
export interface JsonSchema {
  type?: string;
  title?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  items?: JsonSchema;
  prefixItems?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  advanced?: boolean;
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
}

export interface Bounds {
  integer: boolean;
  min: number;
  max: number;
  /** The minimum itself is not allowed. */
  open: boolean;
}

export interface NumberShape extends Bounds {
  type: "number";
  /** "single": one number; "either": one for all sides or one for each; "each": always one for each. */
  count: "single" | "either" | "each";
  /** How many sides there are: height and width, or more. */
  sides: number;
  /** Words that may stand instead of the number: "same", "auto". */
  words: string[];
  nullable: boolean;
}

export interface KindOption {
  kind: string;
  schema: JsonSchema;
}

export type FieldShape =
  | NumberShape
  | { type: "boolean" }
  | { type: "choice"; options: string[]; nullable: boolean }
  | { type: "kinds"; options: KindOption[]; many: boolean; max: number }
  | { type: "text"; max: number };

export interface Field {
  name: string;
  title: string;
  description: string;
  advanced: boolean;
  required: boolean;
  /** What holds while the field is absent. */
  fallback: unknown;
  shape: FieldShape;
}

/** The settings that a lecture needs first, in its order. */
const FIRST = ["out_channels", "out_features", "kernel_size", "padding", "stride"];
/** What the tree shows itself. */
const SERIES = ["kind", "name", "body", "shortcut", "branches", "head"];

type Definitions = Record<string, JsonSchema>;

function resolved(schema: JsonSchema, definitions: Definitions): JsonSchema {
  const name = schema.$ref?.split("/").at(-1);
  return name === undefined ? schema : (definitions[name] ?? {});
}

/** Every form that a value may take, unions opened. */
function alternatives(schema: JsonSchema, definitions: Definitions): JsonSchema[] {
  const one = resolved(schema, definitions);
  const union = one.anyOf ?? one.oneOf;
  return union ? union.flatMap((inner) => alternatives(inner, definitions)) : [one];
}

const isNumber = (schema: JsonSchema): boolean => schema.type === "integer" || schema.type === "number";

/** The numbers of a fixed count of sides: the schema of one, and how many there are. */
function sidesOf(schema: JsonSchema, definitions: Definitions): { number: JsonSchema; sides: number } | null {
  if (schema.type !== "array") return null;
  const sides = schema.prefixItems?.length ?? (schema.minItems === schema.maxItems ? schema.minItems : 0);
  const item = schema.prefixItems?.[0] ?? schema.items;
  const number = item && resolved(item, definitions);
  return number && isNumber(number) && sides ? { number, sides } : null;
}

function bounds(schema: JsonSchema): Bounds {
  const integer = schema.type === "integer";
  const above = schema.exclusiveMinimum;
  const below = schema.exclusiveMaximum;
  return {
    integer,
    min: schema.minimum ?? (above === undefined ? -Infinity : integer ? above + 1 : above),
    max: schema.maximum ?? (below === undefined ? Infinity : integer ? below - 1 : below),
    open: !integer && above !== undefined,
  };
}

const wordsOf = (schemas: JsonSchema[]): string[] =>
  schemas
    .flatMap((one) => one.enum ?? (one.const === undefined ? [] : [one.const]))
    .filter((word) => typeof word === "string");

function kindsOf(schemas: JsonSchema[], definitions: Definitions): KindOption[] {
  const tagged = schemas.filter((one) => one.properties?.["kind"]?.const !== undefined);
  return tagged.map((one) => ({
    kind: String(one.properties?.["kind"]?.const),
    schema: { ...one, $defs: definitions },
  }));
}

function shapeOf(schema: JsonSchema, definitions: Definitions): FieldShape | null {
  const forms = alternatives(schema, definitions);
  const nullable = forms.some((one) => one.type === "null");
  const words = wordsOf(forms);
  const single = forms.find(isNumber);
  const several = forms.map((one) => sidesOf(one, definitions)).find((one) => one !== null);
  const number = single ?? several?.number;
  if (number) {
    const count = single && several ? "either" : single ? "single" : "each";
    return { type: "number", ...bounds(number), count, sides: several?.sides ?? 1, words, nullable };
  }
  const kinds = kindsOf(forms, definitions);
  if (kinds.length) return { type: "kinds", options: kinds, many: false, max: 1 };
  const list = forms.find((one) => one.type === "array" && one.items);
  const many = list?.items ? kindsOf(alternatives(list.items, definitions), definitions) : [];
  if (many.length) return { type: "kinds", options: many, many: true, max: list?.maxItems ?? 16 };
  if (forms.some((one) => one.type === "boolean")) return { type: "boolean" };
  if (words.length) return { type: "choice", options: words, nullable };
  const text = forms.find((one) => one.type === "string");
  return text ? { type: "text", max: text.maxLength ?? 64 } : null;
}

const rank = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);

/** The fields of a schema's form: a lecture's four first, then the others as the schema has them. */
export function fieldsOf(schema: JsonSchema): Field[] {
  const definitions = schema.$defs ?? {};
  const entries = Object.entries(schema.properties ?? {}).filter(([name]) => !SERIES.includes(name));
  const fields = entries.flatMap(([name, property]): Field[] => {
    const shape = shapeOf(property, definitions);
    if (!shape) return [];
    const { title = name, description = "", advanced = false, default: fallback } = property;
    const required = schema.required?.includes(name) ?? false;
    return [{ name, title, description, advanced, required, fallback, shape }];
  });
  return fields.sort((a, b) => rank(a.name) - rank(b.name));
}

/** What a new object of this schema starts with: values for the fields that have no default. */
export function initial(schema: JsonSchema): Record<string, unknown> {
  const start: Record<string, number> = { out_channels: 8, out_features: 10, kernel_size: 3 };
  const required = fieldsOf(schema).filter((field) => field.required && field.fallback === undefined);
  return Object.fromEntries(
    required.flatMap(({ name, shape }): [string, unknown][] => {
      if (shape.type === "number") return [[name, Math.max(start[name] ?? 1, shape.min)]];
      if (shape.type === "choice") return [[name, shape.options[0]]];
      return shape.type === "boolean" ? [[name, false]] : [];
    }),
  );
}
