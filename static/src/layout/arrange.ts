/** From the tree of stations to places: a series runs to the right, lanes lie below one another. */
import { type Box, type Station, stationsOf } from "./stations";
import type { Side } from "./tiles";

export interface Point {
  x: number;
  y: number;
}

export interface Placed extends Side, Point {
  station: Station;
}

export interface Arrangement extends Side {
  placed: Placed[];
  /** Lines that the row of columns does not show by itself: into and out of lanes, and past them. */
  edges: Point[][];
}

export interface Spacing {
  /** Between columns, and between lanes. */
  gap: number;
  lane: number;
}

type SizeOf = (station: Station) => Side;
type Fan = Extract<Box, { kind: "fan" }>;

/** Height of the lane in which an identity passes by. */
const PASS = 16;

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

/** Place every station; columns of a plain series share their upper edge, around a fan all are centred. */
export function arrange(root: Box, sizeOf: SizeOf, space: Spacing): Arrangement {
  return new Arranger(sizeOf, space).arrange(root);
}

class Arranger {
  private readonly placed: Placed[] = [];
  /** Stations right after the one they read: nothing needs to be drawn. */
  private readonly direct = new Set<string>();
  /** By merge: the empty lane that its identity runs through. */
  private readonly passes = new Map<string, Point[]>();

  constructor(
    private readonly sizeOf: SizeOf,
    private readonly space: Spacing,
  ) {}

  arrange(root: Box): Arrangement {
    const size = this.measure(root);
    this.place(root, 0, 0, size.h);
    return { ...size, placed: this.placed, edges: this.edges() };
  }

  private measure(box: Box): Side {
    if (box.kind === "station") return this.sizeOf(box.station);
    if (box.kind === "series") {
      const sides = box.items.map((item) => this.measure(item));
      const gaps = this.space.gap * Math.max(sides.length - 1, 0);
      return { w: sum(sides.map(({ w }) => w)) + gaps, h: Math.max(PASS, ...sides.map(({ h }) => h)) };
    }
    const merge = this.sizeOf(box.merge);
    const { w, h } = this.lanes(box);
    return { w: w + this.space.gap + merge.w, h: Math.max(h, merge.h) };
  }

  private lanes({ lanes }: Fan): Side {
    const sides = lanes.map((lane) => this.measure(lane));
    const gaps = this.space.lane * (sides.length - 1);
    return { w: Math.max(...sides.map(({ w }) => w)), h: sum(sides.map(({ h }) => h)) + gaps };
  }

  private place(box: Box, x: number, y: number, h: number): void {
    if (box.kind === "station") this.placed.push({ station: box.station, x, y, ...this.sizeOf(box.station) });
    else if (box.kind === "series") this.placeSeries(box.items, x, y, h);
    else this.placeFan(box, x, y, h);
  }

  private placeSeries(items: Box[], x: number, y: number, h: number): void {
    const plain = items.every(({ kind }) => kind === "station");
    items.forEach((item, index) => {
      const side = this.measure(item);
      this.place(item, x, plain ? y : y + (h - side.h) / 2, side.h);
      x += side.w + this.space.gap;
      if (index > 0 && item.kind === "station") this.direct.add(item.station.id);
    });
  }

  private placeFan(box: Fan, x: number, y: number, h: number): void {
    const { w, h: total } = this.lanes(box);
    const merge = this.sizeOf(box.merge);
    let top = y + (h - total) / 2;
    for (const lane of box.lanes) {
      const side = this.measure(lane);
      const middle = top + side.h / 2;
      if (stationsOf(lane).length) this.place(lane, x, top, side.h);
      else
        this.passes.set(
          box.merge.id,
          [x, x + w].map((end) => ({ x: end, y: middle })),
        );
      top += side.h + this.space.lane;
    }
    this.placed.push({ station: box.merge, x: x + w + this.space.gap, y: y + (h - merge.h) / 2, ...merge });
  }

  private edges(): Point[][] {
    const at = new Map<string, Placed>();
    for (const item of this.placed) for (const { path } of item.station.stages) at.set(path, item);
    return this.placed.flatMap((to) => {
      if (this.direct.has(to.station.id)) return [];
      const inputs = to.station.stages[0]?.inputs ?? [];
      return inputs.flatMap((path) => this.edge(at.get(path), to));
    });
  }

  private edge(from: Placed | undefined, to: Placed): Point[][] {
    if (!from) return [];
    const pass = this.passes.get(to.station.id) ?? [];
    const past = pass[0] !== undefined && from.x < pass[0].x;
    const start = { x: from.x + from.w, y: from.y + from.h / 2 };
    return [[start, ...(past ? pass : []), { x: to.x, y: to.y + to.h / 2 }]];
  }
}
