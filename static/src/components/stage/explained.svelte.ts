/** The unit in the loupe: the one pointed at, else the one clicked, else the brightest of a layer. */
import { brightest, highest, unpadded } from "../../draw/brightest";
import type { UnitAnswer } from "../../net/liveTypes";
import { activations } from "../../state/activations.svelte";
import { live } from "../../state/live.svelte";
import { network } from "../../state/network.svelte";
import { formula } from "../../state/network/text";
import { selection, type Unit } from "../../state/selection.svelte";
import { view } from "../../state/view.svelte";
import { same } from "./pointing";
import { columns } from "./stations.svelte";

/** A drawing changes a hundred times a second; nobody reads numbers that fast. */
const LOOK_MS = 100;

const noPixel = (unit: Unit | null): Unit | null => (unit?.path === "input" ? null : unit);

/** The unit, and its arithmetic. */
export interface Explanation {
  unit: Unit;
  answer: UnitAnswer;
}

class Explained {
  /** While nothing is pointed at: the unit that stands out. */
  #resting: Unit | null = $state.raw(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #looked = 0;

  /** What the reader points at, or has clicked; a pixel has no arithmetic. */
  readonly pointed: Unit | null = $derived(noPixel(selection.hovered) ?? noPixel(selection.unit));

  /** Fully connected networks are one formula. */
  readonly whole: boolean = $derived(network.valid && formula(network.spec?.layers ?? []) !== null);

  /** At rest it is shown with its numbers in place of one unit. */
  readonly score: boolean = $derived(
    columns.loupe > 0 && !this.pointed && selection.path === null && this.whole,
  );

  /** The layer whose brightest unit is explained: the one selected, else the first with filters, else the last. */
  readonly path: string | null = $derived.by(() => {
    if (this.score) return null;
    const all = [...columns.all.values()];
    const has = (path: string | null): boolean =>
      columns.output?.stages.some((stage) => stage.path === path) ?? false;
    const selected = all.find(({ station }) => station.stages.some(({ path }) => path === selection.path));
    if (selected) return selected.node.path;
    const first = has(selection.path) ? null : all.find(({ filters }) => filters);
    return first?.node.path ?? columns.output?.stages[0]?.path ?? all[0]?.node.path ?? null;
  });

  /** The brightest unit, where there is room to explain it and nothing else is asked for. */
  readonly resting: Unit | null = $derived(
    !this.pointed && columns.loupe > 0 && !activations.empty ? this.#resting : null,
  );

  readonly unit: Unit | null = $derived(this.pointed ?? this.resting);

  /** The unit's arithmetic, once it has come. */
  readonly answer: UnitAnswer | null = $derived.by(() => {
    const { unit } = live;
    const wanted = this.unit;
    return unit && wanted && same(unit, { ...wanted, path: view.asked(wanted.path) }) ? unit : null;
  });

  /** Soon find the brightest unit anew, and ask how it comes about. */
  look(): void {
    if (columns.loupe === 0 || this.#timer) return;
    const wait = this.#looked + LOOK_MS - performance.now();
    this.#timer = setTimeout(() => this.#find(), Math.max(wait, 0));
  }

  #find(): void {
    this.#timer = undefined;
    this.#looked = performance.now();
    const { path } = this;
    const tensor = path === null ? undefined : activations.tensors.get(path);
    const node = path === null ? null : network.node(path);
    const [, height = 1, width = 1] = activations.tensors.get("input")?.shape ?? [];
    const kept = this.#resting?.path === path ? this.#resting : null;
    const scores = tensor?.shape.length === 1 && columns.output?.stages.some((stage) => stage.path === path);
    const found =
      tensor && node && (scores ? highest(tensor) : brightest(tensor, unpadded(node, height, width), kept));
    this.#resting = found && path !== null ? { path, ...found } : null;
    if (this.resting) live.ask({ ...this.resting, path: view.asked(this.resting.path) });
  }
}

export const explained = new Explained();
