/** Where the maps of one station lie within its block: a grid of tiles, filled column by column. */

export interface Side {
  /** CSS pixels across and down. */
  w: number;
  h: number;
}

export interface TileGrid extends Side {
  /** Channels and their height and width in cells; a vector has cells of its own: height = width = 1. */
  channels: number;
  rows: number;
  cols: number;
  /** How many channels are drawn; the rest is overflow. */
  shown: number;
  /** One map in CSS pixels, and CSS pixels per cell: down, and across. */
  tile: Side;
  cell: number;
  across: number;
  /** The filter drawn at the left of each map. */
  thumb: Side;
  down: number;
  perColumn: number;
  pitch: Side;
  vector: boolean;
}

export interface TileOptions {
  /** Height that the tiles may fill. */
  height: number;
  /** Side of a map when there are few, and when there are many. */
  large: number;
  small: number;
  maxColumns: number;
  maxStrips: number;
  /** Device pixels per CSS pixel: a cell is a whole number of them. */
  density: number;
  /** How high slim maps may be; 0: they are drawn as others are. The whole height where it is not said. */
  slim?: number;
}

export const NARROW: TileOptions = {
  height: 48,
  large: 48,
  small: 48,
  maxColumns: 64,
  maxStrips: 128,
  density: 1,
};

const FEW = 8;
/** Maps this many times as high as wide are of a text or a signal: a column of cells, each wide enough to be seen. */
const SLIM = 4;
const SLIM_LEAST = 14;
const SLIM_CELL = 3;
/** As many of them lie side by side in the place of one other. */
const SLIM_COLUMNS = 3;
const GAP = 4;
export const UNIT = 8;
/** Space between a filter and the map it makes. */
export const THUMB_GAP = 3;

/** Whole device pixels per cell are crisp; where they would cost this much of the size, cells are uneven instead. */
const WORTH = 0.8;

/** CSS pixels per cell so that the longer side is at most `side`, in whole device pixels where that is near. */
export function cellSize(longest: number, side: number, density: number): number {
  const exact = side / longest;
  const whole = Math.floor(exact * density) / density;
  return whole < exact * WORTH ? exact : whole;
}

/** Is a volume [C, H, W] one of columns of cells? */
export const isSlim = ([, rows = 1, cols = 1]: readonly number[]): boolean => rows >= SLIM * cols;

/** The grid of a volume [C, H, W]; `thumb` is the size of the filters beside the maps (0, 0: none). */
export function mapGrid(shape: number[], thumb: Side, options: TileOptions): TileGrid {
  const [channels = 1, rows = 1, cols = 1] = shape;
  const tall = options.slim ?? options.height;
  const slim = tall > 0 && isSlim(shape);
  const wanted = channels <= FEW ? options.large : options.small;
  const side = slim ? Math.max(wanted, Math.min(tall, rows * SLIM_CELL)) : wanted;
  const cell = cellSize(Math.max(rows, cols), side, options.density);
  const across = slim ? Math.max(cell, SLIM_LEAST / cols) : cell;
  const tile = { w: cols * across, h: rows * cell };
  const most = options.maxColumns * (slim ? SLIM_COLUMNS : 1);
  const pitch = {
    w: tile.w + GAP + (thumb.w ? thumb.w + THUMB_GAP : 0),
    h: Math.max(tile.h, thumb.h) + GAP,
  };
  return grid({ channels, rows, cols, tile, cell, across, thumb, pitch, vector: false }, options, most);
}

/** The grid of a vector [N]: strips of cells of 8 px. */
export function vectorGrid(length: number, options: TileOptions): TileGrid {
  const tile = { w: UNIT, h: UNIT };
  const pitch = { w: UNIT + 2, h: UNIT };
  const parts = {
    channels: length,
    rows: 1,
    cols: 1,
    tile,
    cell: UNIT,
    across: UNIT,
    thumb: { w: 0, h: 0 },
    pitch,
  };
  return grid({ ...parts, vector: true }, options, options.maxStrips);
}

type Parts = Pick<
  TileGrid,
  "channels" | "rows" | "cols" | "tile" | "cell" | "across" | "thumb" | "pitch" | "vector"
>;

function grid(parts: Parts, { height }: TileOptions, maxColumns: number): TileGrid {
  const { pitch, tile, channels } = parts;
  const gap = { w: pitch.w - tile.w - leading(parts.thumb), h: parts.vector ? 0 : GAP };
  const fit = Math.max(1, Math.floor((height + gap.h) / pitch.h));
  const columns = Math.min(Math.ceil(channels / fit), maxColumns);
  const shown = Math.min(channels, columns * fit);
  const perColumn = Math.ceil(shown / columns);
  const w = columns * pitch.w - gap.w;
  return { ...parts, shown, perColumn, down: Math.min(perColumn, shown), w, h: perColumn * pitch.h - gap.h };
}

const leading = (thumb: Side): number => (thumb.w ? thumb.w + THUMB_GAP : 0);

/** Upper left corner of a channel's map. */
export function tileAt(grid: TileGrid, channel: number): { x: number; y: number } {
  const column = Math.floor(channel / grid.perColumn);
  return {
    x: column * grid.pitch.w + leading(grid.thumb),
    y: (channel % grid.perColumn) * grid.pitch.h,
  };
}

/** The unit under a point of the block; between tiles the nearest, so that small cells are easy to touch. */
export function unitAt(
  grid: TileGrid,
  x: number,
  y: number,
): { channel: number; y: number; x: number } | null {
  const lead = leading(grid.thumb);
  const column = clamp(Math.floor(x / grid.pitch.w), 0, Math.ceil(grid.shown / grid.perColumn) - 1);
  const row = clamp(Math.floor(y / grid.pitch.h), 0, grid.perColumn - 1);
  const channel = column * grid.perColumn + row;
  if (channel >= grid.shown) return null;
  const within = (offset: number, cell: number, count: number): number =>
    clamp(Math.floor(offset / cell), 0, count - 1);
  return {
    channel,
    y: within(y - row * grid.pitch.h, grid.cell, grid.rows),
    x: within(x - column * grid.pitch.w - lead, grid.across, grid.cols),
  };
}

export const clamp = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), high);
