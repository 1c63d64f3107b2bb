/** What the overlay shows for the unit pointed at, in pixels of the stage. */
import type { Area } from "../../draw/maps";
import type { Link, Scene } from "../../draw/overlay";
import { boxText, type Rect, type Sources } from "../../layout/fields";
import { seenBy } from "../../layout/seen";
import { seersOf } from "../../layout/seers";
import { tileAt } from "../../layout/tiles";
import type { UnitAnswer } from "../../net/liveTypes";
import { activations } from "../../state/activations.svelte";
import { type Block, board } from "../../state/board.svelte";
import { network } from "../../state/network.svelte";
import type { InputShape } from "../../gen/api";
import type { Unit } from "../../state/selection.svelte";
import { view } from "../../state/view.svelte";

const EMPTY: Scene = { frames: [], veiled: [], bright: [], boxes: [], unit: null, tile: null, links: [] };
/** Regions that scroll by themselves: what has left them is not drawn. */
const FRAMES = ".network, .output";

interface Origin {
  left: number;
  top: number;
}

const meet = (a: Area, b: Area): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

class Placer {
  private readonly rects = new Map<Block, DOMRect>();

  constructor(private readonly origin: Origin) {}

  area(block: Block): Area {
    const known = this.rects.get(block) ?? block.element.getBoundingClientRect();
    this.rects.set(block, known);
    return {
      x: known.left - this.origin.left,
      y: known.top - this.origin.top,
      w: known.width,
      h: known.height,
    };
  }

  /** The part of the stage in which a block can be seen. */
  frame(block: Block): Area {
    const box = (block.element.closest(FRAMES) ?? block.element).getBoundingClientRect();
    return { x: box.left - this.origin.left, y: box.top - this.origin.top, w: box.width, h: box.height };
  }

  tile(block: Block, channel: number): Area | null {
    const grid = block.grid();
    if (channel >= grid.shown || channel < 0) return null;
    const { x, y } = this.area(block);
    const [corner, zoomed] = [tileAt(grid, channel), this.zoomed(block)];
    return {
      ...{ x: x + corner.x * zoomed, y: y + corner.y * zoomed },
      ...{ w: grid.tile.w * zoomed, h: grid.tile.h * zoomed },
    };
  }

  /** The columns may be drawn larger or smaller than their grids say. */
  private zoomed(block: Block): number {
    return this.area(block).w / block.grid().w || 1;
  }

  /** A box given in units, on a tile. */
  box(block: Block, path: string, tile: Area, [y0, x0, y1, x1]: Rect): Area {
    const by = this.zoomed(block) / (activations.tensors.get(path)?.scale ?? 1);
    const { cell: down, across } = block.grid();
    const [w, h] = [across * by, down * by];
    return { x: tile.x + x0 * w, y: tile.y + y0 * h, w: (x1 - x0) * w, h: (y1 - y0) * h };
  }

  unit({
    path,
    channel,
    y,
    x,
  }: Omit<Unit, "channel"> & { channel: number }): { tile: Area; unit: Area } | null {
    const block = board.blockOf(path);
    const tile = block && this.tile(block, path === "input" ? 0 : channel);
    if (!block || !tile) return null;
    if (!meet(this.frame(block), tile)) return null;
    return { tile, unit: block.grid().vector ? tile : this.box(block, path, tile, [y, x, y + 1, x + 1]) };
  }
}

/** Boxes in every column before, from the analysis alone; the columns that the unit reads itself stand out. */
function boxes(placer: Placer, unit: Unit): Scene["boxes"] {
  const nodes = network.summary?.nodes ?? [];
  const seen = seenBy(nodes, unit.path, unit, network.spec ? shapeOfInput(network.spec.input) : []);
  const near = new Set(network.node(view.reads(unit.path))?.inputs);
  return board.visible().flatMap((block) => {
    const path = block.paths().findLast((one) => seen.has(one));
    const region = path === undefined ? undefined : seen.get(path);
    if (!region || path === undefined || path === "input") return [];
    if (block.paths().includes(unit.path) || block.grid().vector) return [];
    return marked(placer, block, path, region, { faint: !block.paths().some((one) => near.has(one)) });
  });
}

/** In every column after: the units that see the pixel, dashed. Each plane of a colour lies at the same place. */
function seers(placer: Placer, { y, x }: Unit): Scene["boxes"] {
  const shape = network.spec ? shapeOfInput(network.spec.input) : [];
  const regions = seersOf(network.summary?.nodes ?? [], "input", { channel: 0, y, x }, shape);
  return board.visible().flatMap((block) => {
    const path = block.paths().findLast((one) => regions.has(one));
    const region = path === undefined ? undefined : regions.get(path);
    if (!region || path === undefined || block.grid().vector) return [];
    return marked(placer, block, path, region, { faint: true, dashed: true });
  });
}

const shapeOfInput = ({ channels = 1, height, width }: InputShape): number[] => [
  channels,
  height ?? 1,
  width ?? 1,
];

/** One region on each of its maps that is in sight. */
function marked(
  placer: Placer,
  block: Block,
  path: string,
  { box, channels: [from, to] }: Sources,
  how: { faint: boolean; dashed?: boolean },
): Scene["boxes"] {
  const found: Scene["boxes"] = [];
  const [frame, shown] = [placer.frame(block), block.grid().shown];
  for (let channel = from; channel < Math.min(to, shown); channel += 1) {
    const tile = placer.tile(block, channel);
    if (tile && meet(frame, tile))
      found.push({ tile, box: placer.box(block, path, tile, box), ...how, told: `${path}:${boxText(box)}` });
  }
  return found;
}

function links(placer: Placer, unit: Unit, answer: UnitAnswer): Link[] {
  const end = placer.unit(unit);
  if (!end) return [];
  const most = Math.max(1e-12, ...answer.strongest.map(({ contribution }) => Math.abs(contribution)));
  return answer.strongest.flatMap((source) => {
    const start = placer.unit(source);
    if (!start || source.contribution === 0) return [];
    const from = { x: start.unit.x + start.unit.w / 2, y: start.unit.y + start.unit.h / 2 };
    const to = { x: end.unit.x, y: end.unit.y + end.unit.h / 2 };
    return [{ from, to, share: source.contribution / most }];
  });
}

function brightTiles(placer: Placer, unit: Unit, answer: UnitAnswer): Area[] {
  const own = placer.unit(unit)?.tile;
  const others = answer.strongest.flatMap((source) => placer.unit(source)?.tile ?? []);
  return own ? [...others, own] : others;
}

/** The unit that the loupe explains by itself: marked, and nothing else. */
export function restingScene(unit: Unit | null, origin: Origin): Scene {
  const placer = new Placer(origin);
  const own = unit && placer.unit(unit);
  const frames = board.visible().map((block) => placer.frame(block));
  return own ? { ...EMPTY, frames, unit: own.unit } : EMPTY;
}

/** The scene of a pixel: every unit that sees it. */
export function pixelScene(pixel: Unit, origin: Origin): Scene {
  const placer = new Placer(origin);
  const frames = board.visible().map((block) => placer.frame(block));
  const own = placer.unit(pixel);
  return { ...EMPTY, frames, boxes: seers(placer, pixel), unit: own?.unit ?? null };
}

/** The scene of `unit`; links where its arithmetic has come. */
export function sceneOf(unit: Unit, answer: UnitAnswer | null, origin: Origin): Scene {
  const placer = new Placer(origin);
  const own = placer.unit(unit);
  const frames = board.visible().map((block) => placer.frame(block));
  const scene = {
    ...EMPTY,
    frames,
    boxes: boxes(placer, unit),
    unit: own?.unit ?? null,
    tile: own?.tile ?? null,
  };
  if (!answer) return scene;
  return {
    ...scene,
    links: links(placer, unit, answer),
    veiled: board.visible().flatMap((block) => (block.paths()[0] === "input" ? [] : placer.area(block))),
    bright: brightTiles(placer, unit, answer),
  };
}
