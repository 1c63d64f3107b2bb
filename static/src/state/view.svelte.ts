/** How the maps are shown: which of before and after, ranges, polarities, what the output bars mean. */
import { SvelteMap, SvelteSet } from "svelte/reactivity";

import type { RangeMode } from "../draw/ranges";
import { folded, MANY_STATIONS } from "../layout/fold";
import { type Box, elementwise, type Station, stationsOf, tree } from "../layout/stations";
import { network } from "./network.svelte";
import { CHANCE, passing } from "./passing.svelte";
import type { NodeSummary } from "./network/types";

export type OutputMode = "raw" | "sigmoid" | "softmax";
/** How the network is drawn: as columns of feature maps, or as a graph of its layers. */
export type Figure = "maps" | "graph";

class View {
  range: RangeMode = $state("layer");
  /** Images: false as the source has it (ink of the theme for drawings, light for photos), true the other way. */
  imagesFlipped = $state(false);
  /** Filters: false larger is blue, true larger is orange. */
  filtersFlipped = $state(false);
  /** Under each input of a unit: how much the number changes with it. */
  slopes = $state(false);
  output: OutputMode = $state("softmax");
  /** While a stroke is drawn ranges are frozen. */
  stroking = $state(false);
  /** How far the maps are filled, from left to right; below 1 only while the page shows its example. */
  revealed = $state(1);
  /** Stations whose filters are large and maps small, by id. */
  readonly filters = new SvelteSet<string>();
  /** Stations that show an earlier stage than their last, by id: the path shown. */
  readonly stages = new SvelteMap<string, string>();

  /** Stages of deep networks that are drawn block by block, by id. */
  readonly opened = new SvelteSet<string>();
  readonly #tree: Box | null = $derived(network.summary && tree(network.summary.nodes));
  /** The network as a tree of stations, its stages folded where there are many. */
  readonly root: Box | null = $derived(this.#tree && folded(this.#tree, this.opened));
  readonly #many: boolean = $derived(this.#tree !== null && stationsOf(this.#tree).length >= MANY_STATIONS);
  /** What the reader chose; null: the graph for networks of many layers. */
  chosen: Figure | null = $state(null);
  readonly figure: Figure = $derived(this.chosen ?? (this.#many ? "graph" : "maps"));

  /** The node whose maps a station shows: the last of its stages unless the reader chose another. */
  stage(station: Station): NodeSummary {
    const chosen = this.stages.get(station.id);
    const node = station.stages.find(({ path }) => path === chosen) ?? station.stages.at(-1);
    if (!node) throw new Error(`the station ${station.id} has no stages`);
    return node;
  }

  /** The layer whose window a unit has: for what follows a layer in its column, that layer. */
  reads(path: string): string {
    let node = network.node(path);
    while (node && elementwise(node) && node.inputs[0] !== "input") node = network.node(node.inputs[0] ?? "");
    return node?.path ?? path;
  }

  /**
   * Whose arithmetic explains a unit: for an activation that shares a column, the layer that it follows. A norm has
   * arithmetic of its own, and in training so has what is left to chance.
   */
  asked(path: string): string {
    const node = network.node(path);
    if (node?.kind.includes("norm") || (passing.training && CHANCE.includes(node?.kind ?? ""))) return path;
    const before = node && elementwise(node) ? network.node(node.inputs[0] ?? "") : null;
    return before && before.params > 0 && !before.kind.includes("norm") ? before.path : path;
  }
}

export const view = new View();
