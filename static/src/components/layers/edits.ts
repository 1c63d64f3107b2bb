/** Edits of the list by their names: done, chosen what came of them, and told. */
import { t } from "../../i18n/index.svelte";
import { network } from "../../state/network.svelte";
import { switchedOff, switchedOn } from "../../state/network/bypass";
import type { Off, Place } from "../../state/network/document";
import * as neighbours from "../../state/network/neighbours";
import { afterLoss, type Gap, type Span, withNode } from "../../state/network/series";
import * as tree from "../../state/network/tree";
import type { LayerSpec } from "../../state/network/types";
import { outline } from "../../state/outline.svelte";
import { selection } from "../../state/selection.svelte";
import { nameOf } from "./words.svelte";

export type Direction = "up" | "down" | "in" | "out";

const lengthOf = ({ from, to }: Span): number => to - from;
const at = (gap: Gap, length: number): Span => ({
  series: gap.series,
  from: gap.index,
  to: gap.index + length,
});

/** "c1", or "3 layers". */
export function nameOfSpan(span: Span): string {
  const places = network.places.filter(({ pointer }) => inSpan(pointer, span));
  return places.length === 1 && places[0] ? nameOf(places[0]) : t("tree.layers", { n: lengthOf(span) });
}

function inSpan(pointer: string, { series, from, to }: Span): boolean {
  const at = pointer.lastIndexOf("/");
  const index = Number(pointer.slice(at + 1));
  return pointer.slice(0, at) === series && index >= from && index < to;
}

const placeAtPointer = (pointer: string): Place | undefined =>
  network.places.find((place) => place.pointer === pointer);

/** Choose what stands at a span now, select its first node if one was selected, and say what was done. */
function chosen(span: Span, told: string): void {
  const first = placeAtPointer(`${span.series}/${span.from}`);
  if (first) outline.reveal(first);
  if (selection.path !== null) selection.path = first?.path ?? null;
  outline.chooseSpan(span);
  outline.said = told;
}

/** Where a step in a direction leads. */
export function gapOf(span: Span, direction: Direction): Gap | null {
  const { doc } = network;
  if (!doc) return null;
  if (direction === "in") return neighbours.into(doc, span);
  if (direction === "out") return neighbours.outside(span);
  return neighbours.beside(doc, span, direction === "up" ? -1 : 1);
}

/** Move nodes to a gap; they stay chosen. */
export function moveTo(span: Span, gap: Gap): boolean {
  if (!network.change((doc) => tree.move(doc, span, gap))) return false;
  const now = at(afterLoss(gap, span), lengthOf(span));
  const owner = neighbours.ownerOf(now.series);
  const holder = owner === null ? null : placeAtPointer(owner);
  outline.chooseSpan(now);
  if (holder) outline.turn(holder, true);
  const where = holder ? nameOf(holder) : (network.doc?.name ?? "");
  outline.said = t("tree.moved", { name: nameOfSpan(now), n: now.from + 1, where });
  return true;
}

export function step(span: Span, direction: Direction): boolean {
  const gap = gapOf(span, direction);
  return gap !== null && moveTo(span, gap);
}

export function wrap(span: Span, kind: tree.Wrapper): void {
  const name = nameOfSpan(span);
  if (network.change((doc) => tree.wrap(doc, span, kind)))
    chosen({ ...span, to: span.from + 1 }, t(`tree.wrapped.${kind}`, { name }));
}

export function unwrap(place: Place): void {
  const count = tree.held(place.node).length;
  const gap = { series: place.pointer.slice(0, place.pointer.lastIndexOf("/")), index: place.index };
  const name = nameOf(place);
  if (network.change((doc) => tree.unwrap(doc, place.pointer)))
    chosen(at(gap, count), t("tree.unwrapped", { name }));
}

export function duplicate(span: Span): void {
  const name = nameOfSpan(span);
  if (network.change((doc) => tree.duplicate(doc, span)))
    chosen(at({ series: span.series, index: span.to }, lengthOf(span)), t("tree.duplicated", { name }));
}

/** Put new layers into a gap. */
export function insert(gap: Gap, layers: LayerSpec[], told: string): void {
  if (!network.change((doc) => tree.insert(doc, gap, layers))) return;
  const first = placeAtPointer(`${gap.series}/${gap.index}`);
  if (first) outline.reveal(first);
  selection.path = first?.path ?? null;
  outline.chooseSpan(at(gap, layers.length));
  outline.said = told;
}

/** Delete nodes; the keyboard's place goes to the one that is next in line. */
export function remove(span: Span): void {
  const name = nameOfSpan(span);
  const gone = network.places.findIndex(({ pointer }) => inSpan(pointer, span));
  const depth = network.places[gone]?.depth ?? 0;
  const next =
    network.places.slice(gone).find((place) => place.depth <= depth && !inSpan(place.pointer, span)) ??
    network.places[gone - 1];
  if (!network.change((doc) => tree.remove(doc, span))) return;
  outline.choose(next ? [next.node.$id] : []);
  outline.said = t("layers.removed", { name });
}

/** Switch a block, or its way around, off; or on again. */
export function flip(place: Place, what: Off): void {
  const off = place.node.$off === undefined;
  const name = nameOf(place);
  const change = (node: Parameters<typeof switchedOn>[0]): ReturnType<typeof switchedOn> =>
    off ? switchedOff(node, what) : switchedOn(node);
  if (network.change((doc) => withNode(doc, place.pointer, change)))
    outline.said = t(off ? `tree.off.${what}` : "tree.on", { name });
}

/** Have training leave a layer, or a block with all in it, as it is; or let it learn again. */
export function freeze(place: Place): void {
  const frozen = !place.node.$frozen;
  const name = nameOf(place);
  network.set(place.path, "$frozen", frozen || undefined);
  outline.said = t(frozen ? "tree.frozen" : "tree.thawed", { name });
}

export function addBranch(place: Place): void {
  if (!network.change((doc) => tree.addBranch(doc, place.pointer))) return;
  const now = outline.places.get(place.node.$id);
  if (now) outline.turn(now, true);
  outline.said = t("tree.branch.added", { name: nameOf(place) });
}

export function removeBranch(place: Place, branch: number): void {
  if (network.change((doc) => tree.removeBranch(doc, place.pointer, branch)))
    outline.said = t("tree.branch.removed", { n: branch + 1, name: nameOf(place) });
}

export function moveBranch(place: Place, from: number, to: number): boolean {
  if (!network.change((doc) => tree.moveBranch(doc, place.pointer, from, to))) return false;
  outline.said = t("tree.branch.moved", { n: to + 1, name: nameOf(place) });
  return true;
}
