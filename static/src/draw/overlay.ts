/** Over all maps: the veil that dims what does not matter, the boxes of the unit pointed at, its strongest links. */
import type { Area } from "./maps";

export interface Link {
  from: { x: number; y: number };
  to: { x: number; y: number };
  /** −1…1: sign is the colour, size the opacity. */
  share: number;
}

export interface Scene {
  /** Regions that boxes and veil stay within. */
  frames: Area[];
  /** Dimmed where links are shown. */
  veiled: Area[];
  bright: Area[];
  /** Boxes of what the unit sees of a node's maps, drawn clipped to their tile; faint: not read by the unit itself; dashed: what sees it; and in words. */
  boxes: { box: Area; tile: Area; faint: boolean; dashed?: boolean; told: string }[];
  /** The unit itself, and its tile. */
  unit: Area | null;
  tile: Area | null;
  links: Link[];
}

export interface Inks {
  accent: string;
  halo: string;
  veil: string;
  low: string;
  high: string;
}

const DIMMED = 0.7;
const FAINTEST = 0.15;
const DASHES = [3, 2];

export function drawVeil(ctx: CanvasRenderingContext2D, scene: Scene, inks: Inks): void {
  if (!scene.links.length) return;
  ctx.save();
  within(ctx, scene.frames);
  ctx.globalAlpha = DIMMED;
  ctx.fillStyle = inks.veil;
  for (const { x, y, w, h } of scene.veiled) ctx.fillRect(x, y, w, h);
  ctx.globalAlpha = 1;
  for (const { x, y, w, h } of scene.bright) ctx.clearRect(x, y, w, h);
  ctx.restore();
}

function within(ctx: CanvasRenderingContext2D, areas: Area[]): void {
  ctx.beginPath();
  for (const { x, y, w, h } of areas) ctx.rect(x - 4, y - 4, w + 8, h + 8);
  ctx.clip();
}

export function drawMarks(ctx: CanvasRenderingContext2D, scene: Scene, inks: Inks): void {
  ctx.save();
  within(ctx, scene.frames);
  for (const { box, tile, faint, dashed } of scene.boxes) {
    ctx.save();
    within(ctx, [tile]);
    if (dashed) ctx.setLineDash(DASHES);
    outline(ctx, box, inks, faint ? 1 : 1.5);
    ctx.restore();
  }
  if (scene.tile) outline(ctx, grown(scene.tile, 2), inks, 2);
  if (scene.unit && scene.unit.w < (scene.tile?.w ?? Infinity))
    outline(ctx, grown(scene.unit, 1), inks, scene.tile ? 2 : 1);
  ctx.restore();
  for (const link of scene.links) drawLink(ctx, link, inks);
}

const grown = ({ x, y, w, h }: Area, by: number): Area => ({
  x: x - by,
  y: y - by,
  w: w + 2 * by,
  h: h + 2 * by,
});

/** The selection's line: the accent with a halo, so that it shows on any map. */
function outline(ctx: CanvasRenderingContext2D, { x, y, w, h }: Area, inks: Inks, width: number): void {
  ctx.lineWidth = width + 2;
  ctx.strokeStyle = inks.halo;
  ctx.strokeRect(x, y, w, h);
  ctx.lineWidth = width;
  ctx.strokeStyle = inks.accent;
  ctx.strokeRect(x, y, w, h);
}

function drawLink(ctx: CanvasRenderingContext2D, { from, to, share }: Link, inks: Inks): void {
  const middle = (from.x + to.x) / 2;
  ctx.globalAlpha = Math.max(FAINTEST, Math.min(1, Math.abs(share)));
  ctx.strokeStyle = share < 0 ? inks.low : inks.high;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(from.x, from.y);
  ctx.bezierCurveTo(middle, from.y, middle, to.y, to.x, to.y);
  ctx.stroke();
  ctx.globalAlpha = 1;
}
