/** A window that slides over what its layer reads: where it is, whether it plays, which pixel is pointed at. */
import { readersOf } from "../layout/readers";
import { clamp } from "../layout/tiles";
import { type Axes, countOf } from "../layout/windows";
import { activations } from "./activations.svelte";
import { network } from "./network.svelte";
import type { NodeSummary } from "./network/types";
import { selection, type Unit } from "./selection.svelte";
import { slideOf } from "./slide";
import { view } from "./view.svelte";

/** Layers that slide a window over maps: for others there is nothing that moves. */
const KINDS = ["conv2d", "max_pool2d", "avg_pool2d", "l2_pool2d"];
/** Positions a second. */
export const SPEEDS = [1, 2, 5, 10, 20];

export type Border = "top" | "bottom" | "left" | "right";

/** The layer whose window a unit has, where that window slides. */
function slidingNode(unit: Unit | null): NodeSummary | null {
  const node = unit && network.node(view.reads(unit.path));
  const shown = node && unit.channel < (activations.tensors.get(node.path)?.shape[0] ?? 0);
  return node && shown && KINDS.includes(node.kind) && slideOf(node.path) ? node : null;
}

/** The unit as one of the layer that has the window; null where no window slides. */
export function slidingUnit(unit: Unit | null): Unit | null {
  const node = slidingNode(unit);
  return unit && node ? { ...unit, path: node.path } : null;
}

class Sliding {
  playing = $state(false);
  /** The pointer rests on the pictures: the play waits. */
  held = $state(false);
  speed = $state(5);
  /** A pixel of the input whose readers are marked. */
  pixel: { y: number; x: number } | null = $state.raw(null);
  /** The border that the window was last refused at. */
  refused: Border | null = $state(null);

  readonly node: NodeSummary | null = $derived(slidingNode(selection.unit));
  readonly unit: Unit | null = $derived(slidingUnit(selection.unit));
  readonly axes: Axes | null = $derived(this.node && slideOf(this.node.path));
  readonly rows: number = $derived(this.axes ? countOf(this.axes[0]) : 1);
  readonly cols: number = $derived(this.axes ? countOf(this.axes[1]) : 1);
  readonly count: number = $derived(this.rows * this.cols);
  /** The position in reading order, from 0. */
  readonly index: number = $derived(this.unit ? this.unit.y * this.cols + this.unit.x : 0);
  /** Rows and columns of the outputs that see the pixel. */
  readonly readers: [number[], number[]] | null = $derived(
    this.axes && this.pixel && readersOf(this.axes, this.pixel.y, this.pixel.x),
  );

  begin(unit: Unit): void {
    Object.assign(this, { playing: false, held: false, pixel: null, refused: null });
    selection.unit = slidingUnit(unit);
    selection.hovered = null;
  }

  go(index: number): void {
    const { unit, cols } = this;
    if (!unit) return;
    const at = clamp(index, 0, this.count - 1);
    selection.unit = { ...unit, y: Math.floor(at / cols), x: at % cols };
    this.refused = null;
  }

  /** By whole positions; refused at the border. */
  move(down: number, right: number): void {
    const { unit, rows, cols } = this;
    if (!unit) return;
    this.playing = false;
    const [y, x] = [unit.y + down, unit.x + right];
    this.refused = y < 0 ? "top" : y >= rows ? "bottom" : x < 0 ? "left" : x >= cols ? "right" : null;
    if (!this.refused) selection.unit = { ...unit, y, x };
  }

  /** Play from here, from the start where the end is reached; or stop. */
  toggle(): void {
    if (!this.playing && this.index === this.count - 1) this.go(0);
    this.playing = !this.playing;
  }

  /** One position on; the last one ends the play. */
  step(): void {
    if (this.held) return;
    if (this.index >= this.count - 1) this.playing = false;
    else this.go(this.index + 1);
  }

  /** Point at another pixel, from the one pointed at. */
  pointAt(y: number, x: number): void {
    const [down, across] = this.axes ?? [];
    if (down && across) this.pixel = { y: clamp(y, 0, down.size - 1), x: clamp(x, 0, across.size - 1) };
  }
}

export const sliding = new Sliding();
