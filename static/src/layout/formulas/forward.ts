/** The lines of a unit's arithmetic as formulas: in symbols, and with the numbers of the drawing in them. */
import type { UnitAnswer } from "../../net/liveTypes";
import { activationTex } from "./activations";
import { type Cell, strongest } from "./cell";
import { named, number, term } from "./tex";

/** `{name}` stands for a line or for the cells of the drawing, `{name|tex}` for one that is written otherwise. */
const FORMULAS: Record<string, string> = {
  "Σ + b": "{Σ} + {b}",
  "Σ / n": "\\frac{{Σ}}{{n}}",
  "√Σ": "\\sqrt{{Σ}}",
  "e^(z − m)": "e^{{x|z_i} - {m}}",
  "e / Σ": "\\frac{{e}}{{Σ}}",
  "(z − μ) / √(σ² + ε)": "\\frac{{z} - {μ}}{\\sqrt{{σ²} + \\varepsilon}}",
  "ẑ·γ + β": "{ẑ}\\cdot{γ} + {β}",
  "(k + α/n · Σ)^β": "\\left(k + \\tfrac{\\alpha}{n}\\,{Σ}\\right)^{\\beta}",
  "x / d": "\\frac{{x}}{{d}}",
};

/** Over all cells: how it is written, and one cell's part of it. */
const OVER_CELLS: Record<string, { all: string; each: string; join: string; frame: string }> = {
  "Σ x·w": { all: "\\sum {x}\\,{w}", each: "{x}\\cdot{w}", join: " + ", frame: "@" },
  "Σ x": { all: "\\sum {x}", each: "{x}", join: " + ", frame: "@" },
  "Σ x²": { all: "\\sum {x}^2", each: "{x}^2", join: " + ", frame: "@" },
  "Σ e^(z − m)": { all: "\\sum_j e^{{x|z_j} - {m}}", each: "e^{{x} - {m}}", join: " + ", frame: "@" },
  "max x": { all: "\\max {x}", each: "{x}", join: ",\\, ", frame: "\\max(@)" },
  "max z": { all: "\\max_j {x|z_j}", each: "{x}", join: ",\\, ", frame: "\\max(@)" },
};
const TERMS = 3;

const PLACEHOLDER = /\{([^{}|\\]+)(?:\|([^{}]+))?\}/g;
/** Groups of TeX that look like placeholders are none: those have a name of the lines or of the cells. */
const fill = (
  template: string,
  names: ReadonlySet<string>,
  by: (name: string, shown?: string) => string,
): string =>
  template.replace(PLACEHOLDER, (whole, name: string, shown?: string) =>
    names.has(name) ? by(name, shown) : whole,
  );

export interface Line {
  symbol: string;
  tex: string;
}

/** A setting of the node with this path; undefined where it is not known. */
export type Settings = (path: string, name: string) => unknown;

/** One formula a line: symbol = in symbols = in numbers = value. `at` is the cell that is pointed at. */
export function forward(
  answer: UnitAnswer,
  at: Cell | null,
  locale: string,
  settings: Settings = () => undefined,
): Line[] {
  const lines = answer.steps.map(({ symbol, formula, value }) => {
    const result = named(symbol, number(value, locale));
    const formulas = formulasOf(answer, formula, at, locale, settings);
    return { symbol, tex: [term(symbol), ...formulas, result].join(" = ") };
  });
  return answer.activation ? [...lines, bent(answer, locale, settings)] : lines;
}

/** The activation `kind` of the node `path`, for the number of the line `name`. */
function activated(
  kind: string,
  path: string,
  name: string,
  value: number | null,
  locale: string,
  settings: Settings,
): [string, string] {
  const [z, alone] = [true, false].map((bracketed) => named(name, number(value, locale, bracketed)));
  const setting = (field: string): string | null => {
    const found = settings(path, field);
    return typeof found === "number" ? number(found, locale, true) : null;
  };
  return activationTex(kind, term(name), { z: z ?? "", alone: alone ?? "" }, setting);
}

/** The line of the activation that follows. */
function bent({ activation, steps }: UnitAnswer, locale: string, settings: Settings): Line {
  const { symbol: z = "z", value = null } = steps.at(-1) ?? {};
  const formulas = activated(activation?.kind ?? "", activation?.path ?? "", z, value, locale, settings);
  const result = named("a", number(activation?.value, locale));
  return { symbol: "a", tex: [term("a"), ...formulas, result].join(" = ") };
}

/** The formula in symbols and in numbers; nothing where the line is but a number. */
function formulasOf(
  answer: UnitAnswer,
  formula: string,
  at: Cell | null,
  locale: string,
  settings: Settings,
): string[] {
  const values = new Map(answer.steps.map((step) => [step.symbol, step.value]));
  const names = new Set([...values.keys(), "x", "w"]);
  const over = OVER_CELLS[formula];
  const inSymbols = (template: string): string => fill(template, names, term);
  const inNumbers = (template: string, cell: Cell | null): string =>
    fill(template, names, (name) => named(name, number(valueIn(name, cell, values), locale, true)));
  if (over) {
    const cells = strongest(answer, TERMS, at);
    const more = cells.length < count(answer) ? [over.join === " + " ? "\\cdots" : "\\ldots"] : [];
    const terms = [...cells.map((cell) => inNumbers(over.each, cell)), ...more].join(over.join);
    return [inSymbols(over.all), over.frame.replace("@", () => terms)];
  }
  const own = answer.operation === "softmax" || answer.operation === "normalise" ? ownCell(answer) : at;
  if (answer.operation === "function" && values.has("z") && formula !== "z") {
    return activated(formula, answer.path, "z", values.get("z") ?? null, locale, settings);
  }
  const template = FORMULAS[formula] ?? joined(formula, names);
  return template ? [inSymbols(template), inNumbers(template, own)] : [];
}

const count = ({ inputs: [source] }: UnitAnswer): number => source?.patch?.flat(2).length ?? 0;

function valueIn(name: string, cell: Cell | null, values: ReadonlyMap<string, number | null>): number | null {
  if (name === "x" && cell) return cell.x;
  if (name === "w" && cell) return cell.w;
  return values.get(name) ?? null;
}

/** The unit's own place among its inputs: of a softmax its logit, of a norm its value. */
function ownCell(answer: UnitAnswer): Cell | null {
  const source = answer.inputs[0];
  if (!source?.patch) return null;
  const place = [
    answer.channel - source.channels[0],
    source.rows.indexOf(answer.y),
    source.columns.indexOf(answer.x),
  ] as const;
  const x = source.patch[place[0]]?.[place[1]]?.[place[2]];
  return x === undefined ? null : { x, w: null, place: place.join() };
}

/** A sum of other lines: of the ways of a residual. */
function joined(formula: string, names: ReadonlySet<string>): string | null {
  const parts = formula.split(" + ");
  return parts.length > 1 && parts.every((part) => names.has(part))
    ? parts.map((part) => `{${part}}`).join(" + ")
    : null;
}
