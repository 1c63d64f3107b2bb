/** One picture of a clip: step, digit, maps and bars of one moment, on one canvas. */
import type { FrameTensor } from "../net/frame";
import { paintInput } from "./input";
import { type Area, type Atlas, cellsOf, ends, paintCells, signedScale } from "./maps";
import { type Palette, parseHex, pixel } from "./palette";

export const WIDTH = 640;
export const HEIGHT = 400;

/** A layer of the clip: the largest magnitude of its maps over the whole run is the end of its colours. */
export interface ClipLayer {
  path: string;
  range: number;
}

export interface Scene {
  tensors: Map<string, FrameTensor>;
  probabilities: number[] | null;
  /** What stands above the digit, and below the title. */
  title: string;
  subtitle: string;
  layers: readonly ClipLayer[];
  /** Indices of the classes with a bar, and the names of all. */
  rows: readonly number[];
  classes: readonly string[];
  ink: boolean;
  /** Where the moment lies in the run, 0…1. */
  share: number;
}

const FONT = '"Inter Variable", system-ui, sans-serif';
const DIGIT: Area = { x: 20, y: 92, w: 152, h: 152 };
const MAPS = { x: 196, y: 24, w: 260, h: 340 };
const BARS = { x: 480, y: 24, w: 140, row: 33 };
const HEAD = 18;
const GAP = 4;
const MOST_TILES = 24;

/** Where the maps of a layer go: as large as `count` squares fit into the area. */
export function tiles(count: number, area: Area): Area[] {
  let best = { side: 0, across: 1 };
  for (let across = 1; across <= count; across += 1) {
    const down = Math.ceil(count / across);
    const side = Math.min((area.w + GAP) / across, (area.h + GAP) / down) - GAP;
    if (side > best.side) best = { side, across };
  }
  const side = Math.floor(best.side);
  return Array.from({ length: count }, (_, index) => ({
    x: area.x + (index % best.across) * (side + GAP),
    y: area.y + Math.floor(index / best.across) * (side + GAP),
    w: side,
    h: side,
  }));
}

/** The area below the name of each of `count` layers. */
function areas(count: number): Area[] {
  const h = MAPS.h / Math.max(count, 1);
  return Array.from({ length: count }, (_, index) => ({
    x: MAPS.x,
    y: Math.round(MAPS.y + index * h + HEAD),
    w: MAPS.w,
    h: h - HEAD - 10,
  }));
}

/** Paint a scene over the whole canvas of `WIDTH` × `HEIGHT`. */
export function drawScene(ctx: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const image = ctx.createImageData(WIDTH, HEIGHT);
  const atlas: Atlas = { pixels: new Uint32Array(image.data.buffer), width: WIDTH, density: 1 };
  atlas.pixels.fill(pixel(parseHex(palette.panel)));
  const input = scene.tensors.get("input");
  if (input) paintInput(atlas, DIGIT, input, palette, { ink: scene.ink, flipped: false });
  const places = areas(scene.layers.length);
  scene.layers.forEach((layer, index) => {
    const tensor = scene.tensors.get(layer.path);
    const area = places[index];
    if (tensor && area) paintLayer(atlas, tensor, layer.range, area, palette);
  });
  ctx.putImageData(image, 0, 0);
  write(ctx, scene, places, palette);
  bars(ctx, scene, palette);
}

function paintLayer(atlas: Atlas, tensor: FrameTensor, range: number, area: Area, palette: Palette): void {
  const [rows, cols] = cellsOf(tensor);
  tiles(Math.min(tensor.shape[0] ?? 0, MOST_TILES), area).forEach((tile, channel) => {
    const [low, high] = tensor.dtype === "uint8" ? ends(tensor, channel) : [0, 255];
    const scale = signedScale(palette, low, high, range);
    paintCells(atlas, tile, tensor.data, channel * rows * cols, rows, cols, scale);
  });
}

function write(ctx: CanvasRenderingContext2D, scene: Scene, places: readonly Area[], palette: Palette): void {
  ctx.textBaseline = "alphabetic";
  ctx.textAlign = "left";
  ctx.fillStyle = palette.text;
  ctx.font = `600 26px ${FONT}`;
  ctx.fillText(scene.title, DIGIT.x, 46);
  ctx.fillStyle = palette.muted;
  ctx.font = `13px ${FONT}`;
  ctx.fillText(scene.subtitle, DIGIT.x, 70);
  ctx.strokeStyle = palette.line;
  ctx.strokeRect(DIGIT.x - 0.5, DIGIT.y - 0.5, DIGIT.w + 1, DIGIT.h + 1);
  ctx.font = `12px ${FONT}`;
  scene.layers.forEach(({ path }, index) => {
    const area = places[index];
    if (area) ctx.fillText(path, area.x, area.y - 6);
  });
  ctx.fillStyle = palette.line;
  ctx.fillRect(20, HEIGHT - 14, WIDTH - 40, 3);
  ctx.fillStyle = palette.text;
  ctx.fillRect(20, HEIGHT - 14, (WIDTH - 40) * scene.share, 3);
}

/** Probabilities as bars with their names; the largest in bold. */
function bars(ctx: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { probabilities: shares } = scene;
  const most = Math.max(...(shares ?? [0]));
  scene.rows.forEach((index, row) => {
    const share = shares?.[index] ?? 0;
    const y = BARS.y + row * BARS.row;
    ctx.fillStyle = palette.text;
    ctx.font = `${shares && share === most ? 700 : 400} 13px ${FONT}`;
    ctx.textAlign = "left";
    ctx.fillText(scene.classes[index] ?? String(index), BARS.x, y + 12, BARS.w - 48);
    ctx.textAlign = "right";
    ctx.fillText(shares ? `${Math.round(share * 100)} %` : "–", BARS.x + BARS.w, y + 12);
    ctx.fillStyle = palette.line;
    ctx.fillRect(BARS.x, y + 18, BARS.w, 6);
    ctx.fillStyle = palette.text;
    ctx.fillRect(BARS.x, y + 18, BARS.w * share, 6);
  });
  ctx.textAlign = "left";
}
