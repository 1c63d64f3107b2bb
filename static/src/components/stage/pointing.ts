/** From pointer, touch and keys on a block of maps to the unit that is pointed at. */
import { clamp, type TileGrid, unitAt } from "../../layout/tiles";
import { selection, type Unit } from "../../state/selection.svelte";

export interface Target {
  path(): string;
  /** The node whose filters lie among the maps. */
  filters(): string | null;
  grid(): TileGrid;
  /** How many units one cell stands for, where a large map was sent reduced. */
  scale(): number;
}

/** CSS pixels by which a finger may miss its own tap. */
const SLOP = 12;

const MOVES: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

const sameMap = (a: Unit | null, b: Unit): boolean => a?.path === b.path && a.channel === b.channel;

/** Show the unit's arithmetic; a pixel has none: the input opens to its cells. */
function explain(unit: Unit): void {
  if (unit.path === "input") selection.opened = { path: "input", channel: 0, what: "map" };
  selection.unit = unit;
}

export class Pointing {
  /** A press is under way: the focus that it gives is not the keyboard's. */
  private pressed = false;
  /** Where the press began: what a click tells is rounded, and units may be a pixel wide. */
  private began: PointerEvent | null = null;
  /** Where the last tap was. */
  private tapped: [number, number] = [-1e4, -1e4];

  constructor(private readonly target: Target) {}

  private under({ currentTarget }: Event, { clientX, clientY }: MouseEvent): Unit | null {
    const box = (currentTarget as HTMLElement).getBoundingClientRect();
    const grid = this.target.grid();
    const zoomed = box.width / grid.w || 1;
    const found = unitAt(grid, (clientX - box.left) / zoomed, (clientY - box.top) / zoomed);
    if (!found) return null;
    const scale = this.target.scale();
    return { path: this.target.path(), channel: found.channel, y: found.y * scale, x: found.x * scale };
  }

  readonly move = (event: PointerEvent): void => {
    if (event.pointerType === "touch") return;
    const unit = filterOf(event) === null ? this.under(event, event) : null;
    if (!unit || !same(unit, selection.hovered)) selection.hovered = unit;
  };

  readonly leave = (event: PointerEvent): void => {
    if (event.pointerType === "touch") return;
    this.pressed = false;
    selection.hovered = null;
  };

  readonly cancel = (): void => {
    this.pressed = false;
  };

  readonly down = (event: PointerEvent): void => {
    this.pressed = true;
    this.began = event;
  };

  private openFilter(channel: number): void {
    selection.opened = { path: this.target.filters() ?? "", channel, what: "filter" };
  }

  private near({ clientX, clientY }: MouseEvent): boolean {
    return Math.hypot(clientX - this.tapped[0], clientY - this.tapped[1]) <= SLOP;
  }

  /** A click explains; a tap only points, and a second tap at the same place explains. */
  readonly click = (event: MouseEvent): void => {
    this.pressed = false;
    const filter = filterOf(event);
    if (filter !== null) return this.openFilter(filter);
    const touched = (event as PointerEvent).pointerType === "touch";
    const unit = this.under(event, this.began ?? event);
    if (!unit) return;
    if (!touched) return explain(unit);
    const again = sameMap(selection.hovered, unit) && this.near(event);
    this.tapped = [event.clientX, event.clientY];
    selection.hovered = unit;
    if (again) explain(unit);
  };

  readonly focus = (event: FocusEvent): void => {
    const channel = channelOf(event);
    if (this.pressed || channel === null) return;
    const start = { path: this.target.path(), channel, y: 0, x: 0 };
    if (!sameMap(selection.hovered, start)) selection.hovered = start;
  };

  /** The focus leaves the block; from map to map within it the unit goes along. */
  readonly blur = ({ currentTarget, relatedTarget }: FocusEvent): void => {
    const within = (currentTarget as HTMLElement).contains(relatedTarget as Node | null);
    if (!this.pressed && !within) selection.hovered = null;
  };

  readonly key = (event: KeyboardEvent): void => {
    const filter = filterOf(event);
    if (filter !== null) return this.filterKey(event, filter);
    const unit = selection.hovered;
    if (!unit || unit.path !== this.target.path() || event.altKey || event.metaKey) return;
    const next = this.moved(unit, event);
    if (next) this.goTo(event, next);
    else if (event.key === "Enter" || event.key === " ") this.open(event, unit);
  };

  private filterKey(event: KeyboardEvent, channel: number): void {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 1, PageUp: -1 };
    const step = steps[event.key];
    if (event.key === "Enter" || event.key === " ") this.openFilter(channel);
    else if (step === undefined) return;
    else {
      const next = `[data-filter="${channel + step}"]`;
      (event.currentTarget as HTMLElement).querySelector<HTMLElement>(next)?.focus();
    }
    event.preventDefault();
  }

  private open(event: KeyboardEvent, unit: Unit): void {
    event.preventDefault();
    if (same(unit, selection.unit)) {
      selection.opened = { path: unit.path, channel: unit.channel, what: "map" };
    } else explain(unit);
  }

  private moved(unit: Unit, event: KeyboardEvent): Unit | null {
    const grid = this.target.grid();
    const scale = this.target.scale();
    if (event.key === "PageDown" || event.key === "PageUp") {
      return withChannel(unit, unit.channel + (event.key === "PageDown" ? 1 : -1), grid);
    }
    if (event.key === "Home") return { ...unit, x: 0, y: event.ctrlKey ? 0 : unit.y };
    if (event.key === "End") return { ...unit, x: (grid.cols - 1) * scale };
    const step = MOVES[event.key];
    if (!step) return null;
    const [down, right] = step;
    if (grid.vector) return withChannel(unit, unit.channel + down + right * grid.perColumn, grid);
    return {
      ...unit,
      y: clamp(unit.y + down * scale, 0, (grid.rows - 1) * scale),
      x: clamp(unit.x + right * scale, 0, (grid.cols - 1) * scale),
    };
  }

  private goTo(event: KeyboardEvent, unit: Unit): void {
    event.preventDefault();
    const changed = unit.channel !== selection.hovered?.channel;
    selection.hovered = unit;
    if (!changed) return;
    const block = event.currentTarget as HTMLElement;
    block.querySelector<HTMLElement>(`[data-channel="${unit.channel}"]`)?.focus({ preventScroll: false });
  }
}

export function same(a: Unit | null, b: Unit | null): boolean {
  return a?.path === b?.path && a?.channel === b?.channel && a?.y === b?.y && a?.x === b?.x;
}

function withChannel(unit: Unit, channel: number, grid: TileGrid): Unit {
  return { ...unit, channel: clamp(channel, 0, grid.shown - 1) };
}

/** The filter that an event is on, if it is on one. */
function filterOf(event: Event): number | null {
  const holder = (event.target as HTMLElement).closest<HTMLElement>("[data-filter]");
  return holder ? Number(holder.dataset["filter"]) : null;
}

function channelOf(event: FocusEvent): number | null {
  const holder = (event.target as HTMLElement).closest<HTMLElement>("[data-channel]");
  return holder ? Number(holder.dataset["channel"]) : null;
}
