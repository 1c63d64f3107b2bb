/** Layers as text on the clipboard: between blocks, windows and programs. */
import { t } from "../../i18n/index.svelte";
import { settings } from "../../state/known";
import { network } from "../../state/network.svelte";
import { plainNode } from "../../state/network/document";
import { layersFrom, Refusal } from "../../state/network/reading";
import { type Gap, nodesOf, type Span } from "../../state/network/series";
import { outline } from "../../state/outline.svelte";
import { refusedText } from "../../state/refused";
import { insert, nameOfSpan, remove } from "./edits";

/** What was copied here last, for browsers that do not give the clipboard to a menu. */
let kept = "";

function textOf(span: Span): string {
  const layers = network.doc ? nodesOf(network.doc, span).map(plainNode) : [];
  return JSON.stringify({ layers }, null, 2);
}

/** Copy, over the event of a key where there is one. */
export function copy(span: Span, data: DataTransfer | null = null): void {
  kept = textOf(span);
  if (data) data.setData("text/plain", kept);
  else void navigator.clipboard?.writeText(kept).catch(() => undefined);
  outline.said = t("tree.copied", { name: nameOfSpan(span) });
}

export function cut(span: Span, data: DataTransfer | null = null): void {
  copy(span, data);
  const told = t("tree.cut", { name: nameOfSpan(span) });
  remove(span);
  outline.said = told;
}

export function pasteText(text: string, gap: Gap): void {
  outline.refusal = null;
  try {
    const layers = layersFrom(text, settings);
    insert(gap, layers, t("tree.pasted", { n: layers.length }));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    outline.refusal = refusedText(error);
  }
}

/** Paste from a menu: the browser may ask, or not give it at all. */
export async function paste(gap: Gap): Promise<void> {
  const read = navigator.clipboard?.readText?.();
  const text = await (read ?? Promise.reject(new Error("no clipboard"))).catch(() => kept);
  if (text) pasteText(text, gap);
  else outline.refusal = t("refused.clipboard");
}
