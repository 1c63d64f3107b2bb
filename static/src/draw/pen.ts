/** Strokes of the drawing pad: points in 0…1 across and down, drawn round and thick; ink as grey rows. */
import type { Point } from "../layout/arrange";
import type { InkBox } from "../layout/padFrame";

export interface Stroke {
  points: Point[];
  erase: boolean;
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
  ink: string,
  ground: string,
  from = 0,
): void {
  const points = stroke.points.slice(Math.max(from - 1, 0));
  const [first] = points;
  if (!first) return;
  ctx.lineCap = ctx.lineJoin = "round";
  ctx.lineWidth = BRUSH * side * (stroke.erase ? 1.6 : 1);
  ctx.strokeStyle = stroke.erase ? ground : ink;
  ctx.beginPath();
  ctx.moveTo(first.x * side, first.y * side);
  for (const { x, y } of points) ctx.lineTo(x * side, y * side);
  ctx.stroke();
}

/** Draw everything anew. */
export function drawStrokes(
  ctx: Context,
  strokes: Stroke[],
  side: number,
  ink: string,
  ground: string,
): void {
  ctx.fillStyle = ground;
  ctx.fillRect(0, 0, side, side);
  for (const stroke of strokes) drawStroke(ctx, stroke, side, ink, ground);
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
