/** Where the add menu is open: next to `anchor`, for a layer at `index` of `series`. */
import { tick } from "svelte";

import { t } from "../../i18n/index.svelte";
import { initial } from "../../forms/schema";
import type { CatalogueEntry } from "../../state/catalogue.svelte";
import { network } from "../../state/network.svelte";
import { selection } from "../../state/selection.svelte";
import { titleOf } from "./words.svelte";

class Adding {
  at: { series: string; index: number; anchor: HTMLElement } | null = $state.raw(null);
  /** What the last edit did, for those who cannot see it. */
  said = $state("");

  open(anchor: HTMLElement, series: string, index: number): void {
    this.at = { series, index, anchor };
  }

  close(): void {
    const anchor = this.at?.anchor;
    this.at = null;
    anchor?.focus();
  }

  async add({ kind, schema }: CatalogueEntry): Promise<void> {
    if (!this.at) return;
    const { series, index } = this.at;
    this.at = null;
    selection.path = network.insert(series, index, { kind, ...initial(schema) });
    this.said = t("layers.added", { name: titleOf(kind) });
    await tick();
    focusRow(selection.path);
  }
}

/** Put the keyboard on the row of a node. */
export function focusRow(path: string | null): void {
  const row = path === null ? null : document.querySelector(`[data-testid="layer-${CSS.escape(path)}"]`);
  if (row instanceof HTMLElement) row.focus();
}

export const adding = new Adding();
