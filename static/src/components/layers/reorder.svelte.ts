/** Dragging a row of the list to another place: by the whole row with a mouse, by its glyph with a finger. */
const THRESHOLD_PX = 5;

/** Where a row dropped at `y` would stand, counted without it; `middles` are the rows' vertical middles. */
export function target(middles: number[], from: number, y: number): number {
  const above = middles.filter((middle, index) => index !== from && middle < y).length;
  return above;
}

export class Reorder {
  /** Index of the row being dragged, and where it would be dropped. */
  from: number | null = $state(null);
  to: number | null = $state(null);
  #start: { index: number; y: number; pointer: number } | null = null;
  #moved = false;

  constructor(
    private readonly rows: () => HTMLElement[],
    private readonly drop: (from: number, to: number) => void,
  ) {}

  down(event: PointerEvent, index: number): void {
    const grip = event.pointerType === "mouse" || (event.target as Element).closest("[data-grip]");
    if (event.button !== 0 || !grip) return;
    this.#start = { index, y: event.clientY, pointer: event.pointerId };
    this.#moved = false;
  }

  move(event: PointerEvent): void {
    const start = this.#start;
    if (!start || event.pointerId !== start.pointer) return;
    if (this.from === null && Math.abs(event.clientY - start.y) < THRESHOLD_PX) return;
    if (this.from === null) (event.currentTarget as Element).setPointerCapture(start.pointer);
    this.from = start.index;
    this.#moved = true;
    const middles = this.rows().map((row) => {
      const box = row.getBoundingClientRect();
      return box.top + box.height / 2;
    });
    this.to = target(middles, start.index, event.clientY);
  }

  up(): void {
    const { from, to } = this;
    this.cancel();
    if (from !== null && to !== null && from !== to) this.drop(from, to);
  }

  cancel(): void {
    this.#start = null;
    this.from = null;
    this.to = null;
  }

  /** The click that ends a drag is not a click on the row. */
  swallow(): boolean {
    const moved = this.#moved;
    this.#moved = false;
    return moved;
  }

  /** Which edge of the row at `index` shows the line of the drop. */
  edge(index: number): "above" | "below" | null {
    const { from, to } = this;
    if (from === null || to === null || from === to) return null;
    if (to < from) return index === to ? "above" : null;
    return index === to ? "below" : null;
  }
}
