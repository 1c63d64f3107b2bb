/** Names of layers and amounts in the reader's language. */
import { t, translate } from "../../i18n/index.svelte";
import { kindTitle } from "../../i18n/schema.svelte";
import { catalogue } from "../../state/catalogue.svelte";
import { wholeOf } from "../../state/network/bypass";
import type { Place } from "../../state/network/document";
import { bytes, headline, sizeLines } from "../../state/network/text";
import type { NodeSummary } from "../../state/network/types";
import { ui } from "../../state/ui.svelte";

export const titleOf = (kind: string): string =>
  kindTitle(kind, catalogue.node(kind)?.title ?? kind.replaceAll("_", " "));

/** A word or two for a kind, for rows and formulas: "conv", "max pool". */
export const shortOf = (kind: string): string => translate(`short.${kind}`, titleOf(kind));

/** "conv 5×5×1 → 6", "(28 + 2·2 − 5)/1 + 1 = 28", "parameters (5·5·1 + 1)·6 = 156", as far as there is any. */
export function arithmetic(node: NodeSummary): string[] {
  const counted = node.count ? [t("layers.count", { count: node.count })] : [];
  return [headline(node, shortOf(node.kind)), ...sizeLines(node), ...counted];
}

/** How a layer is called in a sentence: its own name, else its kind. */
export const nameOf = (place: Place): string => place.node.name || titleOf(wholeOf(place.node).kind);

export const count = (n: number): string => n.toLocaleString(ui.locale);

export function memory(amount: number): string {
  const { value, unit } = bytes(amount);
  return `${value.toLocaleString(ui.locale)} ${t(`unit.${unit}` as "unit.B")}`;
}

/** "body", "branch 2", … */
export function partOf(part: string): string {
  const [name, index] = part.split(".");
  return name === "branches"
    ? t("layers.part.branch", { n: Number(index) + 1 })
    : t(`layers.part.${name}` as "layers.part.body");
}
