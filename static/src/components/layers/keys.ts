/** The keyboard on the list: from row to row, and what a key does with the nodes it is about. */
import type { NodeRow, PartRow, Row } from "../../layout/outline";
import { spotsAt } from "../../layout/outline";
import { t } from "../../i18n/index.svelte";
import { outline } from "../../state/outline.svelte";
import { selection } from "../../state/selection.svelte";
import { type Action, type ActionId, actionsFor, actionsOf } from "./actions";
import { adding } from "./adding.svelte";
import * as edits from "./edits";

const MOVES: Record<string, edits.Direction> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowRight: "in",
  ArrowLeft: "out",
};
const LETTERS: Record<string, ActionId[]> = {
  r: ["residual"],
  b: ["parallel"],
  u: ["unwrap"],
  n: ["branch"],
  o: ["off", "on"],
  k: ["skip", "on"],
  s: ["swap"],
  f: ["freeze", "thaw"],
};

/** What a key does on a row; false where it does nothing. */
export function handleKey(event: KeyboardEvent, row: Row): boolean {
  if (event.defaultPrevented || !(event.target as Element).closest("[data-row]")) return false;
  const command = event.ctrlKey || event.metaKey;
  if (event.altKey) return move(row, MOVES[event.key]);
  if (command) return row.type === "node" && commanded(event, row);
  return along(event, row) || (row.type === "node" && lettered(event.key, row)) || place(event, row);
}

function focusRow(index: number): Row | null {
  const row = outline.rows[index] ?? null;
  if (row) outline.focus(row.key);
  return row;
}

/** Arrows go from row to row, open and close; with Shift they choose. */
function along(event: KeyboardEvent, row: Row): boolean {
  const at = outline.rows.findIndex(({ key }) => key === row.key);
  const goals: Record<string, number> = {
    ...{ ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: outline.rows.length - 1 },
  };
  const goal = goals[event.key];
  if (goal !== undefined) {
    if (event.shiftKey && row.type === "node" && !outline.ids.includes(row.key)) outline.choose([row.key]);
    const next = focusRow(goal);
    if (next?.type === "node") follow(next, event.shiftKey);
    return true;
  }
  if (event.key === "ArrowRight") return right(row, at);
  return event.key === "ArrowLeft" && left(row, at);
}

/** The inspector, where it is open, follows the keyboard; Shift extends the choice. */
function follow({ place }: NodeRow, extend: boolean): void {
  if (extend) {
    outline.extend(place.node.$id);
    outline.said = t("tree.chosen", { n: outline.ids.length });
    return;
  }
  if (selection.path !== null) selection.path = place.path;
  outline.choose([place.node.$id]);
}

function right(row: Row, at: number): boolean {
  if (row.type !== "node" || row.open === null) return false;
  if (row.open) focusRow(at + 1);
  else outline.turn(row.place, true);
  return true;
}

/** Close an open block; else go to what holds the row. */
function left(row: Row, at: number): boolean {
  if (row.type === "node" && row.open) {
    outline.turn(row.place, false);
    outline.focus(row.key);
    return true;
  }
  const depth = row.type === "node" ? row.place.depth : row.depth;
  const holder = outline.rows.slice(0, at).findLastIndex((one) => holds(one, row, depth));
  if (holder >= 0) focusRow(holder);
  return holder >= 0;
}

const holds = (one: Row, row: Row, depth: number): boolean =>
  row.type === "node"
    ? one.type === "part" && one.depth === depth
    : one.type === "node" && one.place.depth === depth - 1;

function move(row: Row, direction: edits.Direction | undefined): boolean {
  if (!direction) return false;
  if (row.type === "part") return moveBranch(row, direction);
  if (row.type !== "node") return false;
  const id = row.place.node.$id;
  const span = outline.spanFor(id);
  if (!span || !edits.step(span, direction)) outline.said = t(`tree.cannot.${direction}`);
  outline.focus(id);
  return true;
}

function moveBranch({ owner, part }: PartRow, direction: edits.Direction): boolean {
  const [name, index] = part.split(".");
  const step = { up: -1, down: 1, in: 0, out: 0 }[direction];
  if (name !== "branches" || step === 0) return false;
  const to = Number(index) + step;
  if (edits.moveBranch(owner, Number(index), to)) outline.focus(`${owner.node.$id}.branches.${to}`);
  return true;
}

/** What only one node can have done to it is done to the row's, even where more are chosen. */
function actionOn({ place }: NodeRow, wanted: ActionId[]): Action | undefined {
  const among = (actions: Action[]): Action | undefined => actions.find(({ id }) => wanted.includes(id));
  const together = among(actionsFor(place.node.$id));
  if (together) return together;
  const alone = among(actionsOf(place));
  if (alone) outline.choose([place.node.$id]);
  return alone;
}

function act(row: NodeRow, wanted: ActionId[]): boolean {
  const action = actionOn(row, wanted);
  action?.run();
  if (action && action.id !== "swap") outline.focusChosen();
  return action !== undefined;
}

function commanded(event: KeyboardEvent, row: NodeRow): boolean {
  const key = event.key.toLowerCase();
  if (key === "d") return act(row, ["duplicate"]);
  if (key !== "a") return false;
  const siblings = outline.rows.filter(
    (one): one is NodeRow =>
      one.type === "node" && one.place.parent === row.place.parent && one.place.part === row.place.part,
  );
  outline.choose(siblings.map(({ key: id }) => id));
  outline.said = t("tree.chosen", { n: siblings.length });
  return true;
}

function lettered(key: string, row: NodeRow): boolean {
  if (key === "Delete" || key === "Backspace") return act(row, ["remove"]);
  const wanted = LETTERS[key.toLowerCase()];
  return wanted !== undefined && act(row, wanted);
}

/** A adds a layer after the row, Delete on a heading removes the branch. */
function place(event: KeyboardEvent, row: Row): boolean {
  const key = event.key.toLowerCase();
  if (key === "a" || event.key === "Insert") {
    const at = outline.rows.findIndex((one) => one.key === row.key);
    const spot = spotsAt(outline.rows, at + 1)[0];
    if (spot) adding.open(event.target as HTMLElement, spot.gap);
    return spot !== undefined;
  }
  if (row.type !== "part" || (event.key !== "Delete" && event.key !== "Backspace")) return false;
  const [name, index] = row.part.split(".");
  if (name !== "branches") return false;
  edits.removeBranch(row.owner, Number(index));
  outline.focus(row.owner.node.$id);
  return true;
}
