/** From the tree of stations to places: a series runs to the right, lanes lie below one another. */
import { type Box, type Fold, type Station, stationsOf } from "./stations";
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

/** What a line is: between neighbours, in or out of a lane, or past a body. */
export type EdgeKind = "direct" | "lane" | "skip";

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

/** Something that lines lead to and from. */
type Target = Point & Side & { id: string };

class Arranger {
  private readonly placed: Placed[] = [];
  private readonly folds: PlacedFold[] = [];
  /** Stations and stages right after the one they read. */
  private readonly direct = new Set<string>();
  /** By merge: the empty lanes that identities run through. */
  private readonly passes = new Map<string, Point[][]>();
  private readonly known = new Map<Box, Side>();

  constructor(
    private readonly sizes: Sizes,
    private readonly space: Spacing,
  ) {}

  arrange(root: Box): Arrangement {
    const size = this.measure(root);
    this.place(root, 0, 0, size.h);
    return { ...size, placed: this.placed, folds: this.folds, edges: this.edges() };
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
    for (const lane of box.lanes) {
      const side = this.measure(lane);
      const middle = top + side.h / 2;
      if (stationsOf(lane).length) this.place(lane, x, top, side.h);
      else {
        const pass = [x, x + w].map((end) => ({ x: end, y: middle }));
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
      for (const { path } of station.stages) at.set(path, { ...place, id: station.id });
    for (const { fold, ...place } of this.folds)
      if (!fold.open) for (const path of fold.paths) at.set(path, { ...place, id: fold.id });
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
        into({ ...place, id: station.id }, station.stages[0]?.inputs ?? []),
      ),
      ...closed.flatMap(({ fold, ...place }) => into({ ...place, id: fold.id }, inputsOf(fold))),
    ];
  }

  /** What comes from before the lanes takes the next of `passes`, the empty lanes. */
  private edge(from: Target | undefined, to: Target, shape: number[], passes: Point[][]): Edge | null {
    if (!from || from.id === to.id) return null;
    const past = from.x < (passes[0]?.[0]?.x ?? -Infinity);
    const pass = past ? (passes.shift() ?? []) : [];
    const start = { x: from.x + from.w, y: from.y + from.h / 2 };
    const points = [start, ...pass, { x: to.x, y: to.y + to.h / 2 }];
    const kind = past ? "skip" : this.direct.has(to.id) ? "direct" : "lane";
    return { kind, points, shape, from: from.id, to: to.id };
  }
}

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
  const read = fold.items.flatMap(stationsOf).flatMap(({ stages }) => stages.flatMap(({ inputs }) => inputs));
  return [...new Set(read)].filter((path) => !inside.has(path));
}
