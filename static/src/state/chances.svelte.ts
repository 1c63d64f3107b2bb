/** The rates of the layers that leave something to chance, in the wording that the reader has chosen. */
import { numberOf } from "../i18n/formats";
import { t } from "../i18n/index.svelte";
import { defaults } from "./known";
import { network } from "./network.svelte";
import { CHANCE, passing } from "./passing.svelte";
import { ui } from "./ui.svelte";

const DIGITS = 1e6;

/** “drop: dropped p = 0.4”, “drop: kept 1 − p = 0.6”, “noise σ = 0.1”; null for layers without chance. */
export function rateOf(path: string): string | null {
  const node = network.place(path)?.node;
  if (!node || !CHANCE.includes(node.kind)) return null;
  const noise = node.kind === "gaussian_noise";
  const name = noise ? "std" : "p";
  const rate = Number(node[name] ?? defaults(node.kind)[name]);
  const shown = !noise && passing.wording === "kept" ? Math.round((1 - rate) * DIGITS) / DIGITS : rate;
  const key = noise ? "pass.noise.of" : passing.wording === "kept" ? "pass.rate.of.kept" : "pass.rate.of";
  return t(key, { path, p: numberOf(ui.locale, shown) });
}

/** Of every such layer of the network. */
export const rates = (): string[] => network.places.flatMap(({ path }) => rateOf(path) ?? []);
