/** What the columns show: stations of the network on screen, their grids, and their places. */
import { untrack } from "svelte";

import { type Arrangement, arrange } from "../../layout/arrange";
import { filterShape, type Mosaic, mosaic } from "../../layout/mosaic";
import { type Box, laneShares, type Station, stationsOf } from "../../layout/stations";
import { mapGrid, NARROW, type Side, type TileGrid, type TileOptions, vectorGrid } from "../../layout/tiles";
import { activations } from "../../state/activations.svelte";
import { network, type NodeSummary } from "../../state/network.svelte";
import { selection } from "../../state/selection.svelte";
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

/** Above and below the tiles of a column; above all columns. */
export const HEAD = 68;
export const FOOT = 40;
export const TOP = 24;
/** Above and below a strip. */
const NARROW_EDGES = 56;
const NARROWEST = 72;
/** Between lanes, and how many maps lie side by side in one. */
const LANE = 16;
const LANE_COLUMNS = 6;
/** Of a closed stage, and what stands over an open one. */
const FOLD: Side = { w: 168, h: 76 };
export const BRACKET = 28;
const NO_THUMB: Side = { w: 0, h: 0 };
const THUMB_ROOM: Side = { w: 27, h: 40 };
/** Outputs up to so many are drawn with the bars, not as a column. */
const MOST_BARS = 16;
/** The tiles of a column are at least so high; where less is left, the columns are scrolled. */
const LEAST = 360;
/** What stands above and below the columns: their padding, and the bar. */
const AROUND = 52;
/** The loupe under the columns: as high as its map of 280 px; below the least it has no place of its own. */
const LOUPE = 298;
const LOUPE_LEAST = 136;
export const LOUPE_GAP = 8;
/** Where there is room: sides of few and of many maps, columns of maps, strips of vectors. */
const SIZES = [
  [112, 80, 4, 24],
  [84, 60, 4, 24],
  [84, 50, 4, 24],
  [64, 40, 4, 24],
  [64, 40, 3, 12],
] as const;

/** conv2d → conv, leaky_relu → relu: short enough for a switch. */
export const shortKind = ({ kind }: NodeSummary): string =>
  kind.replace(/\d?d$/, "").split("_").at(-1) ?? kind;

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

function columnOf(station: Station, options: TileOptions): Column {
  const node = view.stage(station);
  const shape = shapeOf(node);
  if (view.filters.has(station.id)) {
    const filters = filtersOf(station, { w: options.large, h: options.large });
    if (filters)
      return { station, node, grid: filterGrid(filters.layout, shape, options), filters, filtersOnly: true };
  }
  const filters = filtersOf(station, THUMB_ROOM);
  const volume = shape.length === 3;
  const grid = volume
    ? mapGrid(shape, filters?.layout ?? NO_THUMB, options)
    : vectorGrid(shape[0] ?? 1, options);
  return { station, node, grid, filters, filtersOnly: false };
}

/** Filters in the place of maps: a mosaic is a map of so many pixels. */
function filterGrid({ w, h }: Mosaic, [channels = 1]: number[], options: TileOptions): TileGrid {
  const side = Math.max(w, h);
  return mapGrid([channels, h, w], NO_THUMB, {
    ...options,
    ...{ large: side, small: side, density: 1, slim: 0, maxColumns: options.maxColumns + 1 },
  });
}

/** Room for the switch between stages and filters: 12 px type, 4 px padding. */
function switchWidth({ station, filters }: Column): number {
  if (station.stages.length < 2 && !filters) return 0;
  const words = station.stages.map((stage) => shortKind(stage).length * 6.6 + 9);
  return words.reduce((sum, width) => sum + width, filters ? 22 : 2);
}

function sizeOf(column: Column): Side {
  const h = column.grid.h + (ui.narrow ? NARROW_EDGES : HEAD + FOOT);
  return { w: Math.ceil(Math.max(column.grid.w, NARROWEST, switchWidth(column))), h };
}

const NOTHING: Arrangement = { w: 0, h: 0, placed: [], folds: [], edges: [] };

/** Lighter work where the columns are not what is looked at. */
const LIGHT = SIZES.slice(-1);

/** How many maps are left to overflow. */
function hidden(all: Map<string, Column>): number {
  return [...all.values()].reduce((sum, { grid }) => sum + grid.channels - grid.shown, 0);
}

interface Drawn {
  all: Map<string, Column>;
  places: Arrangement;
}

class Columns {
  density = $state(window.devicePixelRatio || 1);
  /** The width that the columns have, and the height of the stage. */
  room = $state(0);
  stage = $state(0);
  /** The width that they are made for: beside an open inspector they are scrolled, not made anew. */
  readonly width: number = $derived(this.room + (selection.path === null ? 0 : ui.beside));
  /** The height of the place below the columns that the loupe has for itself; 0: none. */
  readonly loupe: number = $derived.by(() => {
    const left = this.stage - AROUND - TOP - HEAD - FOOT - LEAST - LOUPE_GAP;
    return ui.narrow || left < LOUPE_LEAST ? 0 : Math.min(left, LOUPE);
  });
  /** A unit that was clicked gets all of its loupe: what it covers of the columns then. */
  readonly covered: number = $derived(selection.unit && !ui.narrow ? LOUPE - this.loupe : 0);
  /** The height that the columns have. */
  readonly height: number = $derived(this.stage - AROUND - (this.loupe && this.loupe + LOUPE_GAP));
  readonly #stations: Station[] = $derived(view.root ? stationsOf(view.root) : []);

  /** The station that the output bars stand for, if its numbers are few. */
  readonly output: Station | null = $derived.by(() => {
    const last = this.#stations.at(-1);
    const shape = last?.stages.at(-1)?.out_shape ?? [];
    return last && shape.length === 1 && (shape[0] ?? 0) <= MOST_BARS ? last : null;
  });

  /** Filters of the output layer where it reads the picture itself: one template for each class. */
  readonly templates: Column["filters"] = $derived.by(() => {
    const [node] = this.output?.stages ?? [];
    const before = node && network.node(node.inputs[0] ?? "");
    if (!this.output || before?.inputs[0] !== "input") return null;
    return filtersOf(this.output, { w: 28, h: 28 });
  });

  /** Sizes of what was sent; changes only when a picture of another size comes. */
  readonly #sizes: string = $derived(
    [...activations.tensors].map(([path, { shape }]) => `${path}:${shape.join("×")}`).join(" "),
  );

  /** The largest of the sizes at which everything fits; the smallest where nothing does. */
  readonly #drawn: Drawn = $derived.by(() => {
    const { density, width } = this;
    const { root } = view;
    const height = this.loupe ? Math.max(this.height - TOP - HEAD - FOOT, LEAST) : LEAST;
    void [this.#sizes, ...view.stages.values(), ...view.filters];
    if (!root) return { all: new Map(), places: NOTHING };
    if (ui.narrow) return untrack(() => this.#draw(root, { ...NARROW, density }));
    const choices = (view.figure === "maps" ? SIZES : LIGHT).map(([large, small, maxColumns, maxStrips]) => ({
      ...{ height, large, small, maxColumns, maxStrips, density },
    }));
    return untrack(() => {
      const drawn = choices.map((options) => this.#draw(root, options));
      const least = drawn.at(-1) as Drawn;
      const tallest = Math.max(this.height - TOP, least.places.h);
      const fits = ({ all, places: { w, h } }: Drawn): boolean =>
        w <= width && h <= tallest && hidden(all) <= hidden(least.all);
      return drawn.find(fits) ?? least;
    });
  });

  readonly all: Map<string, Column> = $derived(this.#drawn.all);
  readonly places: Arrangement = $derived(this.#drawn.places);

  /** In a lane there is less height, so maps lie in rows. */
  #within(options: TileOptions, share = 1): TileOptions {
    if (share === 1 || ui.narrow) return options;
    const height = (this.height - TOP) * share - HEAD - FOOT - LANE;
    return { ...options, height: Math.max(height, options.small), maxColumns: LANE_COLUMNS };
  }

  #draw(root: Box, options: TileOptions): Drawn {
    const stations = this.#stations.filter((station) => station !== this.output);
    const shares = laneShares(root);
    const all = new Map(
      stations.map((station) => [
        station.id,
        columnOf(station, this.#within(options, shares.get(station.id))),
      ]),
    );
    const size = (station: Station): Side => {
      const column = all.get(station.id);
      return column ? sizeOf(column) : { w: 0, h: 0 };
    };
    const sizes = { station: size, fold: () => FOLD, bracket: BRACKET };
    const { placed, ...rest } = arrange(root, sizes, { gap: 20, lane: LANE });
    return { all, places: { ...rest, placed: placed.filter(({ station }) => all.has(station.id)) } };
  }
}

export const columns = new Columns();
