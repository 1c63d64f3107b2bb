/** What can be done with the chosen nodes: the one table behind menu, buttons and keys. */
import type { IconName } from "../frame/Icon.svelte";
import { canSwitch } from "../../state/network/bypass";
import type { Place } from "../../state/network/document";
import { type Gap, type Span, spanOf } from "../../state/network/series";
import { outline } from "../../state/outline.svelte";
import { selection } from "../../state/selection.svelte";
import { copy, cut, paste } from "./clipboard";
import * as edits from "./edits";
import { canFreeze, frozenAround } from "./frozen";

export type ActionId =
  | "residual"
  | "parallel"
  | "unwrap"
  | "branch"
  | "off"
  | "on"
  | "skip"
  | "swap"
  | "freeze"
  | "thaw"
  | edits.Direction
  | "duplicate"
  | "copy"
  | "cut"
  | "paste"
  | "remove";

export interface Action {
  id: ActionId;
  icon: IconName;
  /** As it is written in the menu. */
  keys: string;
  /** Do it. */
  run: () => void;
}

const DIRECTIONS: [edits.Direction, IconName, string][] = [
  ["up", "up", "Alt+↑"],
  ["down", "down", "Alt+↓"],
  ["in", "right", "Alt+→"],
  ["out", "left", "Alt+←"],
];

/** What can be done with these nodes; `place` is that of the first. */
export function actionsOf(place: Place, span: Span = spanOf(place.pointer)): Action[] {
  const single = span.to - span.from === 1;
  return [
    ...(single ? ofOne(place) : []),
    { id: "residual", icon: "wrap", keys: "R", run: () => edits.wrap(span, "residual") },
    { id: "parallel", icon: "branch", keys: "B", run: () => edits.wrap(span, "parallel") },
    ...DIRECTIONS.filter(([direction]) => edits.gapOf(span, direction)).map(([id, icon, keys]): Action => ({
      id,
      icon,
      keys,
      run: () => void edits.step(span, id),
    })),
    { id: "duplicate", icon: "copy", keys: "Ctrl+D", run: () => edits.duplicate(span) },
    { id: "copy", icon: "copy", keys: "Ctrl+C", run: () => copy(span) },
    { id: "cut", icon: "cut", keys: "Ctrl+X", run: () => cut(span) },
    { id: "paste", icon: "paste", keys: "Ctrl+V", run: () => void paste(gapAfter(span)) },
    { id: "remove", icon: "trash", keys: "Del", run: () => edits.remove(span) },
  ];
}

/** What can be done with the nodes that an action at this one is about. */
export function actionsFor(id: string): Action[] {
  const span = outline.spanFor(id);
  const place = outline.places.get(id);
  return span && place ? actionsOf(place, span) : [];
}

export const gapAfter = (span: Span): Gap => ({ series: span.series, index: span.to });

function ofOne(place: Place): Action[] {
  const { node } = place;
  const swap: Action = { id: "swap", icon: "swap", keys: "S", run: () => swapOf(place) };
  if (node.$off) {
    const off = node.$off;
    return [
      { id: "on", icon: "power", keys: off === "block" ? "O" : "K", run: () => edits.flip(place, off) },
    ];
  }
  return [swap, ...ofBlock(place), ...switches(place), ...holds(place)];
}

function ofBlock(place: Place): Action[] {
  const { kind } = place.node;
  const unwrap: Action = { id: "unwrap", icon: "unwrap", keys: "U", run: () => edits.unwrap(place) };
  const branch: Action = { id: "branch", icon: "plus", keys: "N", run: () => edits.addBranch(place) };
  if (kind === "parallel") return [unwrap, branch];
  return kind === "residual" ? [unwrap] : [];
}

function switches(place: Place): Action[] {
  const off: Action = { id: "off", icon: "power", keys: "O", run: () => edits.flip(place, "block") };
  const skip: Action = { id: "skip", icon: "power", keys: "K", run: () => edits.flip(place, "skip") };
  return [...(canSwitch(place.node, "block") ? [off] : []), ...(canSwitch(place.node, "skip") ? [skip] : [])];
}

function holds(place: Place): Action[] {
  if (!canFreeze(place) || frozenAround(place)) return [];
  const id = place.node.$frozen ? "thaw" : "freeze";
  return [{ id, icon: "snow", keys: "F", run: () => edits.freeze(place) }];
}

/** The exchanges are in the inspector. */
function swapOf(place: Place): void {
  selection.path = place.path;
  outline.swapping = true;
}
