/** Activations as formulas. */
import { words } from "./tex";

/** What an activation's settings are called in its description, and the letters that stand for them. */
const LETTERS = { negative_slope: "\\alpha", alpha: "\\alpha", beta: "\\beta", min_val: "l", max_val: "h" };
type Setting = keyof typeof LETTERS;

/** `z` stands between other signs, `alone` by itself; `by` is a setting. */
interface Parts {
  z: string;
  alone: string;
  by: (setting: Setting) => string;
}

const FORMULAS: Record<string, (parts: Parts) => string> = {
  relu: ({ alone }) => `\\max(0,\\, ${alone})`,
  leaky_relu: ({ z, alone, by }) => `\\max(${alone},\\, ${by("negative_slope")}\\cdot ${z})`,
  sigmoid: ({ z }) => `\\frac{1}{1 + e^{-${z}}}`,
  tanh: ({ z }) => `\\tanh ${z}`,
  elu: ({ alone, by }) => `\\max(0,\\, ${alone}) + \\min(0,\\, ${by("alpha")}\\,(e^{${alone}} - 1))`,
  gelu: ({ z }) => `${z}\\;\\Phi(${z})`,
  silu: ({ z }) => `${z}\\;\\sigma(${z})`,
  softplus: ({ z, by }) => `\\tfrac{1}{${by("beta")}}\\ln\\left(1 + e^{${by("beta")}\\cdot ${z}}\\right)`,
  hard_tanh: ({ alone, by }) => `\\min(\\max(${alone},\\, ${by("min_val")}),\\, ${by("max_val")})`,
  heaviside: ({ alone }) => `[\\,${alone} > 0\\,]`,
};

/** A number between other signs, and by itself. */
export interface Written {
  z: string;
  alone: string;
}

/** f of z, in symbols and in numbers; by its name where it has no formula here.
 *
 * `setting` writes a setting as a number; null where it is not known: its letter stays. */
export function activationTex(
  kind: string,
  z: string,
  value: Written,
  setting: (name: string) => string | null,
): [string, string] {
  const formula =
    FORMULAS[kind] ?? (({ alone }: Parts) => `${words(kind.replaceAll("_", " "))}\\,(${alone})`);
  const letter = (name: Setting): string => LETTERS[name];
  return [
    formula({ z, alone: z, by: letter }),
    formula({ ...value, by: (name) => setting(name) ?? letter(name) }),
  ];
}

export const ACTIVATION_KINDS = Object.keys(FORMULAS);
