/** What the columns show: stations of the network on screen, their grids, and their places. */
import { untrack } from "svelte";

import { type Arrangement, arrange } from "../../layout/arrange";
import { filterShape, type Mosaic, mosaic } from "../../layout/mosaic";
import { type Box, type Station, stationsOf, tree } from "../../layout/stations";
import { mapGrid, NARROW, type Side, type TileGrid, vectorGrid, WIDE } from "../../layout/tiles";
import { activations } from "../../state/activations.svelte";
import { network, type NodeSummary } from "../../state/network.svelte";
import { ui } from "../../state/ui.svelte";
import { view } from "../../state/view.svelte";

/** One column: its station, the node on show, and where its tiles lie. */
export interface Column {
  station: Station;
  node: NodeSummary;
  grid: TileGrid;
  /** How the filters are packed, where the layer has some. */
  filters: { path: string; layout: Mosaic } | null;
  filtersOnly: boolean;
}

/** Above and below the tiles of a column. */
export const HEAD = 68;
export const FOOT = 44;
const NARROWEST = 72;
const NO_THUMB: Side = { w: 0, h: 0 };
const THUMB_ROOM: Side = { w: 27, h: 40 };
const FILTER_ROOM: Side = { w: 64, h: 64 };
/** Outputs up to so many are drawn with the bars, not as a column. */
const MOST_BARS = 16;

/** The shape that was sent, where the picture keeps its own size; else the analysis's. */
function shapeOf(node: NodeSummary): number[] {
  const sent = activations.tensors.get(node.path);
  if (!sent || sent.shape.length !== node.out_shape.length) return node.out_shape;
  return node.out_shape.length === 3 ? [node.out_shape[0] ?? 1, ...sent.shape.slice(1)] : node.out_shape;
}

function filtersOf(station: Station, room: Side): Column["filters"] {
  const [node] = station.stages;
  const before = node && network.node(node.inputs[0] ?? "");
  const shape = node && filterShape(node, before ?? null);
  if (!node || !shape) return null;
  const [, kernels = 1, rows = 1, cols = 1] = shape;
  return { path: node.path, layout: mosaic(kernels, rows, cols, room) };
}

function columnOf(station: Station, density: number): Column {
  const node = view.stage(station);
  const options = { ...(ui.narrow ? NARROW : WIDE), density };
  const filtersOnly = view.filters.has(station.id);
  const filters = filtersOf(station, filtersOnly ? FILTER_ROOM : THUMB_ROOM);
  const shape = shapeOf(node);
  if (filters && filtersOnly) {
    const { w, h } = filters.layout;
    const grid = mapGrid([shape[0] ?? 1, h, w], NO_THUMB, {
      ...options,
      large: Math.max(w, h),
      small: Math.max(w, h),
    });
    return { station, node, grid, filters, filtersOnly };
  }
  const beside = filters && shape.length === 3 ? filters : null;
  const grid =
    shape.length === 3
      ? mapGrid(shape, beside?.layout ?? NO_THUMB, options)
      : vectorGrid(shape[0] ?? 1, options);
  return { station, node, grid, filters: beside ?? filters, filtersOnly: false };
}

const sizeOf = ({ grid }: Column): Side => ({
  w: Math.max(grid.w, NARROWEST),
  h: HEAD + grid.h + FOOT,
});

class Columns {
  density = $state(window.devicePixelRatio || 1);
  /** The network as a tree of stations. */
  readonly root: Box | null = $derived(network.summary && tree(network.summary.nodes));
  readonly #stations: Station[] = $derived(this.root ? stationsOf(this.root) : []);

  /** The station that the output bars stand for, if its numbers are few. */
  readonly output: Station | null = $derived.by(() => {
    const last = this.#stations.at(-1);
    const shape = last?.stages.at(-1)?.out_shape ?? [];
    return last && shape.length === 1 && (shape[0] ?? 0) <= MOST_BARS ? last : null;
  });

  /** Sizes of what was sent; changes only when a picture of another size comes. */
  readonly #sizes: string = $derived(
    [...activations.tensors].map(([path, { shape }]) => `${path}:${shape.join("×")}`).join(" "),
  );

  readonly all: Map<string, Column> = $derived.by(() => {
    void this.#sizes;
    const stations = this.#stations.filter((station) => station !== this.output);
    const density = this.density;
    const column = (station: Station): Column => {
      void [view.stages.get(station.id), view.filters.has(station.id), ui.narrow];
      return untrack(() => columnOf(station, density));
    };
    return new Map(stations.map((station) => [station.id, column(station)]));
  });

  readonly places: Arrangement = $derived.by(() => {
    const nothing: Arrangement = { w: 0, h: 0, placed: [], edges: [] };
    if (!this.root) return nothing;
    const size = (station: Station): Side => {
      const column = this.all.get(station.id);
      return column ? sizeOf(column) : { w: 0, h: 0 };
    };
    const { placed, ...rest } = arrange(this.root, size, { gap: 20, lane: 16 });
    return { ...rest, placed: placed.filter(({ station }) => this.all.has(station.id)) };
  });
}

export const columns = new Columns();
