/** TeX of symbols and numbers; what stands for a number of the drawing carries that number's name. */
import { nice } from "../../draw/numbers";

/** How the names of lines are written. */
const SYMBOLS: Record<string, string> = {
  ...{ x: "x", w: "w", b: "b", z: "z", a: "a", f: "a", n: "n", m: "m", e: "e_i", p: "p_i", d: "d", y: "y" },
  ...{ Σ: "\\Sigma", max: "x_{\\max}", mean: "\\bar x", "√": "\\lVert x\\rVert", token: "t", E: "E" },
  ...{ μ: "\\mu", "σ²": "\\sigma^2", ẑ: "\\hat z", γ: "\\gamma", β: "\\beta", "f′": "f'(z)", "0": "y" },
};

/** Words as they are, in upright type. */
export const words = (text: string): string => `\\text{${text.replace(/[\\{}$&#^_%~]/g, "\\$&")}}`;

export const symbol = (name: string): string => SYMBOLS[name] ?? words(name);

/** Marked as what `name` stands for, so that pointing at one lights the other. */
export const named = (name: string, tex: string): string => `\\htmlData{sym=${name}}{${tex}}`;

export const term = (name: string, shown = symbol(name)): string => named(name, shown);

/** A number in the reader's language; a negative one between other signs stands in brackets. */
export function number(value: number | null | undefined, locale: string, bracketed = false): string {
  const text = nice(value === 0 ? 0 : value, locale, 3); // −0 is 0
  const [mantissa = "", exponent] = text.split("e");
  const plain = mantissa.replace("−", "-").replaceAll(",", "{,}").replace(/\s/g, "\\,");
  const tex = exponent === undefined ? plain : `${plain}\\cdot 10^{${exponent.replace("−", "-")}}`;
  if (text === "–") return "\\text{–}";
  return bracketed && text.startsWith("−") ? `(${tex})` : tex;
}

/** ∂s/∂name. */
export const slopeBy = (name: string, shown = symbol(name)): string =>
  named(`∂${name}`, `\\frac{\\partial s}{\\partial ${shown}}`);
