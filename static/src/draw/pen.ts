/** Strokes of the drawing pad: points in 0…1 across and down, drawn round and thick; ink as grey rows. */
import type { Point } from "../layout/arrange";
import type { InkBox } from "../layout/padFrame";

export interface Stroke {
  points: Point[];
  erase: boolean;
  /** For networks that read colours; others are shown ink. Default: ink. */
  colour?: string;
  /** All of the sheet instead of a line. */
  fill?: boolean;
}

/** The pens of a coloured drawing, in sRGB. */
export const PENS = {
  white: "#ffffff",
  black: "#000000",
  red: "#d62828",
  orange: "#f48c06",
  yellow: "#ffd60a",
  green: "#2a9d3f",
  blue: "#1d6fd1",
  brown: "#7f4f24",
} as const;

/** What strokes are drawn with. */
export interface Inks {
  ink: string;
  ground: string;
  /** Do strokes have their own colours? */
  coloured: boolean;
}

/** The brush as a share of the pad: 20 px of 280. */
export const BRUSH = 20 / 280;
/** Side of the raster that is sent: digits keep their shape, a message stays small. */
export const RASTER = 112;
/** Ground kept around the ink, so that the picture's border is ground. */
const MARGIN = 2;

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Draw a stroke from its point `from` on, onto a square of `side` pixels. */
export function drawStroke(
  ctx: Context,
  stroke: Stroke,
  side: number,
  { ink, ground, coloured }: Inks,
  from = 0,
): void {
  const colour = stroke.erase ? ground : coloured ? (stroke.colour ?? ink) : ink;
  if (stroke.fill) {
    ctx.fillStyle = colour;
    if (coloured) ctx.fillRect(0, 0, side, side);
    return;
  }
  const points = stroke.points.slice(Math.max(from - 1, 0));
  const [first] = points;
  if (!first) return;
  ctx.lineCap = ctx.lineJoin = "round";
  ctx.lineWidth = BRUSH * side * (stroke.erase ? 1.6 : 1);
  ctx.strokeStyle = colour;
  ctx.beginPath();
  ctx.moveTo(first.x * side, first.y * side);
  for (const { x, y } of points) ctx.lineTo(x * side, y * side);
  ctx.stroke();
}

/** Draw everything anew. */
export function drawStrokes(ctx: Context, strokes: Stroke[], side: number, inks: Inks): void {
  ctx.fillStyle = inks.ground;
  ctx.fillRect(0, 0, side, side);
  for (const stroke of strokes) drawStroke(ctx, stroke, side, inks);
}

/** Box of the ink in a square of RGBA pixels; null without ink. */
export function inkBox(rgba: Uint8ClampedArray, side: number): InkBox | null {
  let [top, left, bottom, right] = [side, side, 0, 0];
  for (let at = 0; at < side * side; at += 1) {
    if (!rgba[at * 4]) continue;
    const [y, x] = [Math.floor(at / side), at % side];
    [top, left] = [Math.min(top, y), Math.min(left, x)];
    [bottom, right] = [Math.max(bottom, y + 1), Math.max(right, x + 1)];
  }
  return bottom ? [top, left, bottom, right] : null;
}

/** Grey rows of the ink with a margin of ground, 0 background and 255 ink; null where nothing is drawn. */
export function cropped(rgba: Uint8ClampedArray, side: number): number[][] | null {
  const box = inkBox(rgba, side);
  if (!box) return null;
  const [top, left, bottom, right] = box;
  const inside = (v: number): boolean => v >= 0 && v < side;
  const grey = (y: number, x: number): number =>
    inside(y) && inside(x) ? (rgba[(y * side + x) * 4] ?? 0) : 0;
  const rows = bottom - top + 2 * MARGIN;
  const cols = right - left + 2 * MARGIN;
  return Array.from({ length: rows }, (_, y) =>
    Array.from({ length: cols }, (_, x) => grey(top - MARGIN + y, left - MARGIN + x)),
  );
}

/** All grey rows of the square. */
export function whole(rgba: Uint8ClampedArray, side: number): number[][] {
  return Array.from({ length: side }, (_, y) =>
    Array.from({ length: side }, (_, x) => rgba[(y * side + x) * 4] ?? 0),
  );
}

/** The square at half its side as RGB triples, each the mean of 2×2 pixels: three numbers a pixel are many. */
export function halfInColour(rgba: Uint8ClampedArray, side: number): number[][][] {
  const half = side >> 1;
  const mean = (y: number, x: number, plane: number): number => {
    const at = (dy: number, dx: number): number => rgba[((2 * y + dy) * side + 2 * x + dx) * 4 + plane] ?? 0;
    return Math.round((at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4);
  };
  return Array.from({ length: half }, (_, y) =>
    Array.from({ length: half }, (_, x) => [0, 1, 2].map((plane) => mean(y, x, plane))),
  );
}
