/** Which node and which unit the reader points at. One address everywhere: the node's path. */
export interface Unit {
  path: string;
  channel: number;
  y: number;
  x: number;
}

class Selection {
  /** The node whose settings the inspector shows; "input" is the picture. */
  path: string | null = $state(null);
  /** The unit under the pointer or the keyboard's cursor: drawn at once, from the analysis alone. */
  hovered: Unit | null = $state.raw(null);
  #unit: Unit | null = $state.raw(null);
  /** The units that the reader came through to the present one, layer by layer back. */
  trail: Unit[] = $state.raw([]);
  /** A map opened to its cells: path and channel ("input": the picture's planes). */
  opened: { path: string; channel: number; what: "map" | "filter" } | null = $state.raw(null);

  /** The panel that asks why is open. */
  asking = $state(false);
  /** The unit is explained at large: its formulas, its activation's curve, the way back of the gradient. */
  drilling = $state(false);

  /** The unit that was clicked: its arithmetic is asked for and shown. A new one begins a new way. */
  get unit(): Unit | null {
    return this.#unit;
  }

  set unit(unit: Unit | null) {
    this.#unit = unit;
    this.trail = [];
    if (!unit) this.drilling = false;
  }

  /** From a unit to one of its inputs. */
  drill(from: Unit, to: Unit): void {
    this.trail = [...this.trail, from];
    this.hovered = null;
    this.#unit = to;
  }

  /** Back to a unit of the trail. */
  backTo(index: number): void {
    this.#unit = this.trail[index] ?? null;
    this.trail = this.trail.slice(0, index);
  }

  /** The unit to explain: what is clicked stays until something else is pointed at. */
  get pointed(): Unit | null {
    return this.hovered ?? this.unit;
  }

  /** Go back one level, as Esc does; false when there was nothing left to close. */
  back(): boolean {
    if (this.opened) this.opened = null;
    else if (this.asking) this.asking = false;
    else if (this.trail.length) this.backTo(this.trail.length - 1);
    else if (this.drilling) this.drilling = false;
    else if (this.unit) this.unit = null;
    else if (this.path) this.path = null;
    else return false;
    return true;
  }
}

export const selection = new Selection();
