/** What can be added, and where the add menu is open: next to `anchor`, for a gap between layers. */
import { initial } from "../../forms/schema";
import { t } from "../../i18n/index.svelte";
import { kindSummary } from "../../i18n/schema.svelte";
import { catalogue } from "../../state/catalogue.svelte";
import { network } from "../../state/network.svelte";
import { ownerOf } from "../../state/network/neighbours";
import type { Gap } from "../../state/network/series";
import { fits, layersOf, TEMPLATES } from "../../state/network/templates";
import type { LayerSpec } from "../../state/network/types";
import { outline } from "../../state/outline.svelte";
import { insert } from "./edits";
import { FAMILIES, type Family, familyOf } from "./families";
import { shortOf, titleOf } from "./words.svelte";

export interface Choice {
  /** A kind, or "template.vgg". */
  id: string;
  family: Family | "block";
  /** Whose drawing it has. */
  kind: string;
  title: string;
  help: string;
  layers: () => LayerSpec[];
}

/** The shape that comes in at a gap: what the layer before it gives, or what the block around it gets. */
function shapeAt({ series, index }: Gap): number[] {
  const place = (pointer: string | null): string | undefined =>
    network.places.find((one) => one.pointer === pointer)?.path;
  const found = (path: string | undefined) =>
    path === undefined ? undefined : (network.outlined.get(path) ?? network.nodes.get(path));
  const shape =
    index > 0 ? found(place(`${series}/${index - 1}`))?.out_shape : found(place(ownerOf(series)))?.in_shape;
  const input = network.doc?.input;
  return shape ?? [input?.channels ?? 1, input?.height ?? 1, input?.width ?? 1];
}

/** Combinators begin so that they change nothing yet, where there is such a beginning. */
function emptyBlock(kind: string, shape: number[]): LayerSpec {
  if (kind === "residual") return { kind, body: [], shortcut: [] };
  if (kind === "parallel") return { kind, branches: [[]], merge: "concat" };
  const pooled: LayerSpec[] = shape.length === 3 ? [{ kind: "global_avg_pool" }] : [];
  const classes = network.summary?.output_shape[0] ?? 10;
  return { kind, head: [...pooled, { kind: "linear", out_features: classes }] };
}

class Adding {
  at: (Gap & { anchor: HTMLElement }) | null = $state.raw(null);

  readonly choices: Choice[] = $derived.by(() => {
    const shape = this.at ? shapeAt(this.at) : [];
    const layers = catalogue.group("layer").map(({ kind, summary, schema }): Choice => {
      const own = { id: kind, family: familyOf(kind), kind, title: titleOf(kind) };
      return { ...own, help: kindSummary(kind, summary), layers: () => [{ kind, ...initial(schema) }] };
    });
    const blocks = catalogue.group("combinator").map(({ kind, summary }): Choice => {
      const own = { id: kind, family: "block" as const, kind, title: titleOf(kind) };
      return { ...own, help: kindSummary(kind, summary), layers: () => [emptyBlock(kind, shape)] };
    });
    const templates = TEMPLATES.filter((one) => fits(one, shape)).map((one): Choice => {
      const kind = layersOf(one, shape)[0]?.kind ?? "";
      const own = { id: `template.${one}`, family: "block" as const, kind, title: t(`template.${one}`) };
      return { ...own, help: t(`template.${one}.help`), layers: () => layersOf(one, shape) };
    });
    return [...layers, ...blocks, ...templates];
  });

  open(anchor: HTMLElement, gap: Gap): void {
    this.at = { series: gap.series, index: gap.index, anchor };
  }

  close(): void {
    const anchor = this.at?.anchor;
    this.at = null;
    anchor?.focus();
  }

  add(choice: Choice): void {
    const { at } = this;
    if (!at) return;
    this.at = null;
    insert(at, choice.layers(), t("layers.added", { name: choice.title }));
    outline.focusChosen();
  }
}

/** The choices that all words of a query speak of, by family. */
export function matching(
  choices: Choice[],
  query: string,
): { family: Choice["family"]; choices: Choice[] }[] {
  const words = query.toLowerCase().split(/\s+/);
  const found = choices.filter(({ id, kind, title }) => {
    const text = [id, kind, title, shortOf(kind)].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return [...FAMILIES, "block" as const]
    .map((family) => ({ family, choices: found.filter((choice) => choice.family === family) }))
    .filter((group) => group.choices.length > 0);
}

export const adding = new Adding();
