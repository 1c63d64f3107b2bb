/** From the tree of stations to places: a series runs to the right, lanes lie below one another. */
import { type Box, type Fold, isMerge, type Station, stationsOf } from "./stations";
import type { Side } from "./tiles";

export interface Point {
  x: number;
  y: number;
}

export interface Placed extends Side, Point {
  station: Station;
}

export interface PlacedFold extends Side, Point {
  fold: Fold;
}

/** What a line is: between neighbours, in or out of a lane, past a body, or on to the next row. */
export type EdgeKind = "direct" | "lane" | "skip" | "turn";

export interface Edge {
  kind: EdgeKind;
  points: Point[];
  /** Of what flows along it. */
  shape: number[];
  from: string;
  to: string;
}

export interface Arrangement extends Side {
  placed: Placed[];
  /** Stages: closed ones stand for all their stations, open ones lie around them. */
  folds: PlacedFold[];
  edges: Edge[];
}

export interface Spacing {
  /** Between columns, and between lanes. */
  gap: number;
  lane: number;
  /** How much of a gap a line needs to change its height; all of it where nothing else is said. */
  bend?: number;
  /** Rows are at most so wide, and so far apart; left out: everything is one row. */
  rows?: { width: number; apart: number };
}

export interface Sizes {
  station(station: Station): Side;
  /** Of a closed stage; and the height of the bracket over an open one. */
  fold(fold: Fold): Side;
  bracket: number;
}

type Fan = Extract<Box, { kind: "fan" }>;

/** Height of the lane in which an identity passes by. */
const PASS = 16;

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

/** Place every station; columns of a plain series share their upper edge, around a fan all are centred. */
export function arrange(root: Box, sizes: Sizes, space: Spacing): Arrangement {
  return new Arranger(sizes, space).arrange(root);
}

/** What stands in a row: the first block of an open stage has the stage's head. */
interface Item {
  box: Box;
  fold: Fold | null;
}

function opened(box: Box): Item[] {
  if (box.kind !== "fold" || !box.fold.open) return [{ box, fold: null }];
  const { fold } = box;
  return fold.items.map((item, index) => ({ box: item, fold: index === 0 ? fold : null }));
}

/** Something that lines lead to and from. */
type Target = Point & Side & { id: string; merge: boolean };

class Arranger {
  private readonly placed: Placed[] = [];
  private readonly folds: PlacedFold[] = [];
  /** Stations and stages right after the one they read. */
  private readonly direct = new Set<string>();
  /** By merge: the empty lanes that identities run through. */
  private readonly passes = new Map<string, Point[][]>();
  private readonly known = new Map<Box, Side>();
  private readonly rows: { top: number; bottom: number }[] = [];

  constructor(
    private readonly sizes: Sizes,
    private readonly space: Spacing,
  ) {}

  arrange(root: Box): Arrangement {
    const size = this.space.rows && root.kind === "series" ? this.placeRows(root.items) : this.placeAll(root);
    return { ...size, placed: this.placed, folds: this.folds, edges: this.edges() };
  }

  private placeAll(root: Box): Side {
    const size = this.measure(root);
    this.place(root, 0, 0, size.h);
    return size;
  }

  /** As a text runs: to the right, then below. An open stage runs on in it, its head over its first block. */
  private placeRows(items: Box[]): Side {
    const { width, apart } = this.space.rows ?? { width: Infinity, apart: 0 };
    const size = { w: 0, h: 0 };
    for (const row of this.broken(items.flatMap(opened), width)) {
      const { w, h } = this.inLine(row.map(({ box }) => box));
      const head = row.some(({ fold }) => fold) ? this.sizes.bracket : 0;
      const top = size.h + (size.h ? apart : 0) + head;
      this.placeRow(row, top, h);
      this.rows.push({ top: top - head, bottom: top + h });
      Object.assign(size, { w: Math.max(size.w, w), h: top + h });
    }
    return size;
  }

  /** Items as rows that are no wider than `width`, unless one alone is. */
  private broken(items: Item[], width: number): Item[][] {
    const rows: Item[][] = [];
    let [left, gap] = [0, 0];
    for (const item of items) {
      const { w } = this.measure(item.box);
      const row = rows.at(-1);
      if (row && left + gap + w <= width) row.push(item);
      else rows.push([item]);
      left = row && left + gap + w <= width ? left + gap + w : w;
      gap = this.space.gap;
    }
    return rows;
  }

  private placeRow(row: Item[], top: number, h: number): void {
    let x = 0;
    row.forEach(({ box, fold }, index) => {
      const side = this.measure(box);
      const y = top + (h - side.h) / 2;
      this.place(box, x, y, side.h);
      if (fold) this.folds.push({ fold, x, y: y - this.sizes.bracket, w: side.w, h: this.sizes.bracket });
      x += side.w + this.space.gap;
      const after = index > 0 ? first(box) : null;
      if (after !== null) this.direct.add(after);
    });
  }

  private measure(box: Box): Side {
    const known = this.known.get(box) ?? this.measured(box);
    this.known.set(box, known);
    return known;
  }

  private measured(box: Box): Side {
    switch (box.kind) {
      case "station":
        return this.sizes.station(box.station);
      case "series":
        return this.inLine(box.items);
      case "fold":
        return box.fold.open ? this.bracketed(box.fold) : this.sizes.fold(box.fold);
      case "fan": {
        const merge = this.sizes.station(box.merge);
        const { w, h } = this.lanes(box);
        return { w: w + this.space.gap + merge.w, h: Math.max(h, merge.h) };
      }
    }
  }

  private inLine(items: Box[]): Side {
    const sides = items.map((item) => this.measure(item));
    const gaps = this.space.gap * Math.max(sides.length - 1, 0);
    return { w: sum(sides.map(({ w }) => w)) + gaps, h: Math.max(PASS, ...sides.map(({ h }) => h)) };
  }

  private bracketed({ items }: Fold): Side {
    const { w, h } = this.inLine(items);
    return { w, h: h + this.sizes.bracket };
  }

  private lanes({ lanes }: Fan): Side {
    const sides = lanes.map((lane) => this.measure(lane));
    const gaps = this.space.lane * (sides.length - 1);
    return { w: Math.max(...sides.map(({ w }) => w)), h: sum(sides.map(({ h }) => h)) + gaps };
  }

  private place(box: Box, x: number, y: number, h: number): void {
    if (box.kind === "station")
      this.placed.push({ station: box.station, x, y, ...this.sizes.station(box.station) });
    else if (box.kind === "series") this.placeSeries(box.items, x, y, h);
    else if (box.kind === "fold") this.placeFold(box, x, y);
    else this.placeFan(box, x, y, h);
  }

  private placeSeries(items: Box[], x: number, y: number, h: number): void {
    const plain = items.every(({ kind }) => kind === "station");
    items.forEach((item, index) => {
      const side = this.measure(item);
      this.place(item, x, plain ? y : y + (h - side.h) / 2, side.h);
      x += side.w + this.space.gap;
      const after = index > 0 ? first(item) : null;
      if (after !== null) this.direct.add(after);
    });
  }

  private placeFold(box: Extract<Box, { kind: "fold" }>, x: number, y: number): void {
    const side = this.measure(box);
    this.folds.push({ fold: box.fold, x, y, ...side });
    const { bracket } = this.sizes;
    if (box.fold.open) this.placeSeries(box.fold.items, x, y + bracket, side.h - bracket);
  }

  private placeFan(box: Fan, x: number, y: number, h: number): void {
    const { w, h: total } = this.lanes(box);
    const merge = this.sizes.station(box.merge);
    let top = y + (h - total) / 2;
    for (const lane of passesFirst(box.lanes)) {
      const side = this.measure(lane);
      const middle = top + side.h / 2;
      if (stationsOf(lane).length) this.place(lane, x, top, side.h);
      else {
        const { gap, bend = gap } = this.space;
        const pass = [x, x + w + gap - bend].map((end) => ({ x: end, y: middle }));
        this.passes.set(box.merge.id, [...(this.passes.get(box.merge.id) ?? []), pass]);
      }
      top += side.h + this.space.lane;
    }
    this.placed.push({ station: box.merge, x: x + w + this.space.gap, y: y + (h - merge.h) / 2, ...merge });
  }

  /** By path: where lines to and from the node end; nodes of a closed stage end at the stage. */
  private targets(): Map<string, Target> {
    const at = new Map<string, Target>();
    for (const { station, ...place } of this.placed)
      for (const { path } of station.stages)
        at.set(path, { ...place, id: station.id, merge: isMerge(station) });
    for (const { fold, ...place } of this.folds)
      if (!fold.open) for (const path of fold.paths) at.set(path, { ...place, id: fold.id, merge: false });
    return at;
  }

  private edges(): Edge[] {
    const at = this.targets();
    const shapes = new Map<string, number[]>();
    for (const { station } of this.placed)
      for (const { path, out_shape } of station.stages) shapes.set(path, out_shape);
    for (const { fold } of this.folds) shapes.set(fold.paths.at(-1) ?? "", fold.out_shape);
    const into = (to: Target, inputs: string[]): Edge[] => {
      const passes = [...(this.passes.get(to.id) ?? [])];
      return inputs.flatMap((path) => this.edge(at.get(path), to, shapes.get(path) ?? [], passes) ?? []);
    };
    const closed = this.folds.filter(({ fold }) => !fold.open);
    return [
      ...this.placed.flatMap(({ station, ...place }) =>
        into({ ...place, id: station.id, merge: isMerge(station) }, station.stages[0]?.inputs ?? []),
      ),
      ...closed.flatMap(({ fold, ...place }) =>
        into({ ...place, id: fold.id, merge: false }, inputsOf(fold)),
      ),
    ];
  }

  /** What comes from before the lanes takes the next of `passes`, the empty lanes. */
  private edge(from: Target | undefined, to: Target, shape: number[], passes: Point[][]): Edge | null {
    if (!from || from.id === to.id) return null;
    const start = { x: from.x + from.w, y: from.y + from.h / 2 };
    const end = { x: to.x, y: to.y + to.h / 2 };
    const ends = { shape, from: from.id, to: to.id };
    const pass = passes[0];
    if (to.merge && pass?.[0] && (from.x < pass[0].x || this.rowOf(from) < this.rowOf(to)))
      return {
        ...ends,
        kind: "skip",
        points: [...this.onwards(start, pass[0]), ...(passes.shift() ?? []), end],
      };
    if (this.rowOf(from) < this.rowOf(to)) return { ...ends, kind: "turn", points: this.turned(start, end) };
    const kind = this.direct.has(to.id) ? "direct" : "lane";
    return { ...ends, kind, points: [start, ...this.straight(start, end, to.merge), end] };
  }

  private rowOf({ y, h }: Target): number {
    return this.rows.findIndex(({ bottom }) => y + h / 2 <= bottom);
  }

  /** From the end of a row to the beginning of the next, between the two. */
  private turned(start: Point, end: Point): Point[] {
    const { gap, bend = gap, rows } = this.space;
    const below = this.rows[this.rows.findIndex(({ bottom }) => end.y <= bottom)];
    const between = (below?.top ?? end.y) - (rows?.apart ?? 0) / 2;
    const out = start.x + bend;
    const into = end.x - (gap - bend);
    return [
      start,
      { x: out, y: start.y },
      { x: out, y: between },
      { x: into, y: between },
      { x: into, y: end.y },
      end,
    ];
  }

  private onwards(start: Point, pass: Point): Point[] {
    return start.x < pass.x ? [start] : this.turned(start, pass).slice(0, -1);
  }

  /** A line changes its height at the lanes' beginning, and at their end; in between it stays in its lane. */
  private straight(start: Point, end: Point, merge: boolean): Point[] {
    const bend = this.space.bend ?? this.space.gap;
    if (start.y === end.y) return [];
    const at = merge ? { x: end.x - bend, y: start.y } : { x: start.x + bend, y: end.y };
    return at.x > start.x && at.x < end.x ? [at] : [];
  }
}

/** The ways around lie above what they lead around. */
const passesFirst = (lanes: Box[]): Box[] =>
  lanes.toSorted((a, b) => Number(stationsOf(a).length > 0) - Number(stationsOf(b).length > 0));

/** The station or stage that a box begins with, if it has one entry. */
function first(box: Box): string | null {
  if (box.kind === "station") return box.station.id;
  if (box.kind !== "fold") return null;
  const [item] = box.fold.items;
  return box.fold.open ? (item ? first(item) : null) : box.fold.id;
}

/** What the first stations of a stage read from outside it. */
function inputsOf(fold: Fold): string[] {
  const inside = new Set(fold.paths);
  const read = new Set<string>();
  for (const item of fold.items)
    for (const { stages } of stationsOf(item))
      for (const { inputs } of stages) for (const path of inputs) if (!inside.has(path)) read.add(path);
  return [...read];
}
