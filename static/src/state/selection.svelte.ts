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
  /** The unit that was clicked: its arithmetic is asked for and shown. */
  unit: Unit | null = $state.raw(null);
  /** A map opened to its cells: path and channel ("input": the picture's planes). */
  opened: { path: string; channel: number; what: "map" | "filter" } | null = $state.raw(null);

  /** The panel that asks why is open. */
  asking = $state(false);

  /** The unit to explain: what is clicked stays until something else is pointed at. */
  get pointed(): Unit | null {
    return this.hovered ?? this.unit;
  }

  /** Go back one level, as Esc does; false when there was nothing left to close. */
  back(): boolean {
    if (this.opened) this.opened = null;
    else if (this.asking) this.asking = false;
    else if (this.unit) this.unit = null;
    else if (this.path) this.path = null;
    else return false;
    return true;
  }
}

export const selection = new Selection();
