/** The network as a graph: boxes of layers, merges, and edges with what flows along them. */
import { type Arrangement, arrange, type Edge, type Placed, type PlacedFold } from "../../../layout/arrange";
import { type Box, isMerge, type Station, stationsOf } from "../../../layout/stations";
import type { Side } from "../../../layout/tiles";
import { meets, type Seen } from "../../../layout/zoom";
import { network } from "../../../state/network.svelte";
import { shapeText } from "../../../state/network/text";
import type { NodeSummary } from "../../../state/network/types";
import { selection } from "../../../state/selection.svelte";
import { ui } from "../../../state/ui.svelte";
import { view } from "../../../state/view.svelte";
import { zoom } from "../../../state/zoom.svelte";

const NODE: Side = { w: 156, h: 44 };
const MERGE: Side = { w: 40, h: 40 };
const FOLD: Side = { w: 164, h: 72 };
export const BRACKET = 30;
/** Between neighbours there is room for a shape and for a line that changes its height; rows are further apart. */
const SPACING = { gap: 96, lane: 22, bend: 30 };
const APART = 52;
/** Around the drawing. */
const MARGIN = 72;
/** Scales that are tried at first, so that all is in view; the last is the smallest that is well read. */
const SCALES = [1, 0.85, 0.7];
/** Large enough to be touched. */
const FINGERS = [1];
/** Networks of more boxes are not in view at once. */
const FEW = 100;
/** Padding of the frame at each side. */
const EDGE = 16;
const NOTHING: Arrangement = { w: 0, h: 0, placed: [], folds: [], edges: [] };
/** Drawn before it comes into view. */
const NEAR = 240;

/** Height of a label above its line. */
const LABEL = 16;

/** An edge as it is drawn: its line, and the place of its label. */
export interface Line {
  key: string;
  kind: Edge["kind"];
  path: string;
  text: string;
  at: { x: number; y: number; end: boolean };
}

const size = (station: Station): Side => (isMerge(station) ? MERGE : NODE);

/** What the picture itself is in the graph. */
function pictureBox(): Box | null {
  const { spec, summary } = network;
  const first = summary?.nodes[0];
  if (!spec || !first) return null;
  const { channels, height, width } = spec.input;
  const node = { ...first, path: "input", kind: "input", inputs: [], out_shape: [channels, height, width] };
  return { kind: "station", station: { id: "input", stages: [node as NodeSummary] } };
}

/** Smooth from point to point, level at each. */
function smooth(points: { x: number; y: number }[]): string {
  return points
    .slice(1)
    .map((to, index) => {
      const from = points[index] ?? to;
      const middle = (from.x + to.x) / 2;
      const begin = index === 0 ? `M${from.x} ${from.y}` : "";
      return `${begin}C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`;
    })
    .join("");
}

/** From point to point with rounded corners. */
function cornered(points: { x: number; y: number }[]): string {
  const radius = 10;
  const inner = points.slice(1, -1).map((corner, index) => {
    const [before, after] = [points[index] ?? corner, points[index + 2] ?? corner];
    return `L${towards(corner, before, radius)}Q${corner.x} ${corner.y} ${towards(corner, after, radius)}`;
  });
  const [start, end] = [points[0], points.at(-1)];
  return `M${start?.x} ${start?.y}${inner.join("")}L${end?.x} ${end?.y}`;
}

function towards(from: { x: number; y: number }, to: { x: number; y: number }, length: number): string {
  const whole = Math.hypot(to.x - from.x, to.y - from.y);
  const share = whole === 0 ? 0 : Math.min(0.5, length / whole);
  return `${from.x + (to.x - from.x) * share} ${from.y + (to.y - from.y) * share}`;
}

/** What a line takes of the drawing, its label too. */
function boxOf({ points }: Edge): Seen {
  const found = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { x, y } of points) {
    found.left = Math.min(found.left, x);
    found.top = Math.min(found.top, y - LABEL);
    found.right = Math.max(found.right, x);
    found.bottom = Math.max(found.bottom, y);
  }
  return { x: found.left, y: found.top, w: found.right - found.left, h: found.bottom - found.top };
}

function lineOf(edge: Edge, merges: ReadonlySet<string>): Line {
  const { points, kind } = edge;
  const [start, end] = [points[0], points.at(-1)] as [Edge["points"][0], Edge["points"][0]];
  // The pass of a skip is the last stretch but one.
  const passing = kind === "skip" ? points.at(-3) : undefined;
  const turned = kind === "turn" || points.length > 5;
  const at = passing
    ? { x: passing.x + 4, y: passing.y - 4, end: false }
    : merges.has(edge.to) && kind !== "turn"
      ? { x: start.x + 6, y: start.y - 4, end: false }
      : { x: end.x - 8, y: end.y - 4, end: true };
  const path = turned ? cornered(points) : smooth(points);
  const key = `${edge.from}>${edge.to}>${start.y},${passing?.y ?? ""}`;
  return { key, kind, path, text: shapeText(edge.shape), at };
}

class Graph {
  /** The frame's room, as it is without the inspector beside it. */
  readonly #width: number = $derived(zoom.room.w + (selection.path === null ? 0 : ui.beside) - 2 * EDGE);
  readonly #fitted: { places: Arrangement; scale: number } = $derived.by(() => {
    const { root } = view;
    const picture = pictureBox();
    if (!root || !picture || root.kind !== "series") return { places: NOTHING, scale: 1 };
    const whole: Box = { kind: "series", items: [picture, ...root.items] };
    return fitted(whole, this.#width, zoom.room.h);
  });
  readonly #places: Arrangement = $derived(this.#fitted.places);
  readonly scale: number = $derived(this.#fitted.scale);
  readonly w: number = $derived(this.#places.w + 2 * MARGIN);
  readonly h: number = $derived(this.#places.h + 2 * MARGIN);
  readonly boxes: Seen[] = $derived([
    ...this.#places.placed,
    ...this.#places.folds.filter(({ fold }) => !fold.open),
  ]);
  readonly #merges: ReadonlySet<string> = $derived(
    new Set(this.#places.placed.filter(({ station }) => isMerge(station)).map(({ station }) => station.id)),
  );
  readonly #edges: { edge: Edge; box: Seen }[] = $derived(
    this.#places.edges.map((edge) => ({ edge, box: boxOf(edge) })),
  );
  /** All lines, straight: for the small map. */
  readonly all: string = $derived(
    this.#places.edges.map(({ points }) => `M${points.map(({ x, y }) => `${x} ${y}`).join("L")}`).join(""),
  );

  /** What is in view, or near it: nothing else is drawn. */
  readonly placed: Placed[] = $derived(this.#places.placed.filter((one) => meets(zoom.seen, one, NEAR)));
  readonly folds: PlacedFold[] = $derived(this.#places.folds.filter((one) => meets(zoom.seen, one, NEAR)));
  readonly lines: Line[] = $derived(
    this.#edges
      .filter(({ box }) => meets(zoom.seen, box, NEAR))
      .map(({ edge }) => lineOf(edge, this.#merges)),
  );

  /** Where a node is drawn, or the closed stage that it is in. */
  placeOf(path: string): Seen | null {
    const inStation = ({ station }: Placed): boolean => station.stages.some((stage) => stage.path === path);
    const inFold = ({ fold }: PlacedFold): boolean => !fold.open && fold.paths.includes(path);
    return this.#places.placed.find(inStation) ?? this.#places.folds.find(inFold) ?? null;
  }
}

/** In rows as wide as the frame, at the largest scale at which all is in view, or the smallest. */
function fitted(whole: Box, width: number, height: number): { places: Arrangement; scale: number } {
  const sizes = { station: size, fold: () => FOLD, bracket: BRACKET };
  const scales = ui.narrow ? FINGERS : stationsOf(whole).length > FEW ? SCALES.slice(-1) : SCALES;
  let found = { places: NOTHING, scale: 1 };
  for (const scale of scales) {
    const rows = { width: Math.max(width / scale - 2 * MARGIN, FOLD.w), apart: APART };
    found = { places: centred(arrange(whole, sizes, { ...SPACING, rows })), scale };
    if ((found.places.h + 2 * MARGIN) * scale <= height) break;
  }
  return found;
}

/** With a margin on all sides. */
function centred({ w, h, placed, folds, edges }: Arrangement): Arrangement {
  const moved = <T extends { x: number; y: number }>(one: T): T => ({
    ...one,
    ...{ x: one.x + MARGIN, y: one.y + MARGIN },
  });
  return {
    ...{ w, h, placed: placed.map(moved), folds: folds.map(moved) },
    edges: edges.map((edge) => ({ ...edge, points: edge.points.map(moved) })),
  };
}

export const graph = new Graph();
