/** Activations as formulas. */
import { words } from "./tex";

const FORMULAS: Record<string, (z: string) => string> = {
  relu: (z) => `\\max(0,\\, ${z})`,
  leaky_relu: (z) => `\\max(${z},\\, \\alpha\\,${z})`,
  sigmoid: (z) => `\\frac{1}{1 + e^{-${z}}}`,
  tanh: (z) => `\\tanh ${z}`,
  elu: (z) => `\\max(0, ${z}) + \\min(0,\\, \\alpha\\,(e^{${z}} - 1))`,
  gelu: (z) => `${z}\\;\\Phi(${z})`,
  silu: (z) => `${z}\\;\\sigma(${z})`,
  softplus: (z) => `\\tfrac{1}{\\beta}\\ln\\left(1 + e^{\\beta\\,${z}}\\right)`,
  hard_tanh: (z) => `\\min(\\max(${z}, l),\\, h)`,
  heaviside: (z) => `[\\,${z} > 0\\,]`,
};

/** f of z, in symbols and in numbers; by its name where it has no formula here. */
export function activationTex(kind: string, z: string, value: string): [string, string] {
  const formula = FORMULAS[kind] ?? ((of: string) => `${words(kind.replaceAll("_", " "))}\\,(${of})`);
  return [formula(z), formula(value)];
}

export const ACTIVATION_KINDS = Object.keys(FORMULAS);
