/** Dragging rows to another place of the tree: by the whole row with a mouse, by its glyph with a finger. */
import { type Row, type Spot, spotAt } from "../../layout/outline";
import type { Span } from "../../state/network/series";

const THRESHOLD_PX = 5;
export const INDENT = 12;
/** A closed block under the pointer opens after this time. */
const OPENS_MS = 600;
/** So near its edges the list scrolls by itself. */
const EDGE_PX = 28;

/** Index of the row above which something dropped at `y` would lie; `middles` are the rows' vertical middles. */
export const boundaryAt = (middles: number[], y: number): number =>
  middles.filter((middle) => middle < y).length;

export interface Target {
  spot: Spot;
  /** The line lies over this row; at the number of rows: under the last one. */
  boundary: number;
}

/**
 * Where something dropped lands: on the heading of a series at its beginning, else between rows, as deep as it was
 * or as far as the pointer has gone sideways.
 */
export function targetOf(rows: readonly Row[], over: number | null, boundary: number, depth: number): Target {
  const row = over === null ? undefined : rows[over];
  if (row?.type === "part" && over !== null) {
    return { spot: { gap: { series: row.series, index: 0 }, depth: row.depth }, boundary: over + 1 };
  }
  return { spot: spotAt(rows, boundary, depth), boundary };
}

interface Hooks {
  /** The list that scrolls, with its rows marked by `data-row`, their index. */
  list: () => HTMLElement | undefined;
  rows: () => readonly Row[];
  spanFor: (id: string) => Span | null;
  open: (row: Row) => void;
  drop: (span: Span, target: Target) => void;
}

export class Dragging {
  /** The nodes that are dragged, and where they would be dropped. */
  span: Span | null = $state.raw(null);
  target: Target | null = $state.raw(null);
  #start: { id: string; depth: number; x: number; y: number; pointer: number } | null = null;
  #moved = false;
  #scroll = 0;
  #opens: { index: number; timer: ReturnType<typeof setTimeout> } | null = null;

  constructor(private readonly hooks: Hooks) {}

  down(event: PointerEvent, id: string, depth: number): void {
    const grip = event.pointerType === "mouse" || (event.target as Element).closest("[data-grip]");
    const other = (event.target as Element).closest("button:not([data-kind]), input, [role=alert]");
    if (event.button !== 0 || !grip || other) return;
    this.#start = { id, depth, x: event.clientX, y: event.clientY, pointer: event.pointerId };
    this.#moved = false;
  }

  move(event: PointerEvent): void {
    const start = this.#start;
    if (!start || event.pointerId !== start.pointer) return;
    if (!this.span) {
      if (Math.abs(event.clientY - start.y) < THRESHOLD_PX) return;
      this.span = this.hooks.spanFor(start.id);
      this.#moved = true;
      this.hooks.list()?.setPointerCapture(start.pointer);
    }
    this.#aim(event.clientX - start.x, event.clientY, start.depth);
    this.#scrollNear(event.clientY);
  }

  #aim(dx: number, y: number, depth: number): void {
    const elements = [...(this.hooks.list()?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
    const boxes = elements.map((element) => element.getBoundingClientRect());
    const first = Number(elements[0]?.dataset["row"] ?? 0);
    const middles = boxes.map(({ top, height }) => top + height / 2);
    const over = boxes.findIndex(({ top, bottom }) => y >= top && y < bottom);
    const rows = this.hooks.rows();
    const sideways = depth + Math.round(dx / INDENT);
    this.target = targetOf(rows, over < 0 ? null : first + over, first + boundaryAt(middles, y), sideways);
    this.#openSoon(over < 0 ? null : first + over);
  }

  #openSoon(index: number | null): void {
    if (this.#opens?.index === index) return;
    clearTimeout(this.#opens?.timer);
    const row = index === null ? undefined : this.hooks.rows()[index];
    const closed = row?.type === "node" && row.open === false && row.key !== this.#start?.id;
    this.#opens =
      closed && index !== null ? { index, timer: setTimeout(() => this.hooks.open(row), OPENS_MS) } : null;
  }

  #scrollNear(y: number): void {
    cancelAnimationFrame(this.#scroll);
    const list = this.hooks.list();
    const box = list?.getBoundingClientRect();
    if (!list || !box) return;
    const step = y < box.top + EDGE_PX ? -8 : y > box.bottom - EDGE_PX ? 8 : 0;
    const on = (): void => {
      list.scrollTop += step;
      this.#scroll = requestAnimationFrame(on);
    };
    if (step) on();
  }

  up(): void {
    const { span, target } = this;
    this.cancel();
    if (span && target) this.hooks.drop(span, target);
  }

  cancel(): void {
    cancelAnimationFrame(this.#scroll);
    clearTimeout(this.#opens?.timer);
    this.#opens = null;
    this.#start = null;
    this.span = null;
    this.target = null;
  }

  /** The click that ends a drag is not a click on the row. */
  swallow(): boolean {
    const moved = this.#moved;
    this.#moved = false;
    return moved;
  }
}
