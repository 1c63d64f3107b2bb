/** The grid of a layer's input with its padding, the window on it, and how often each pixel is read. */
import { css, inkOn, ZERO } from "./palette";

export interface Span {
  from: number;
  to: number;
}

/** What is drawn: pixels `from`…`to` of both axes, and the input within them. */
export interface Sheet {
  rows: Span;
  cols: Span;
  height: number;
  width: number;
  /** CSS pixels of a cell. */
  cell: number;
}

export interface SheetLook {
  ground: string;
  padding: string;
  line: string;
  text: string;
  muted: string;
  accent: string;
  halo: string;
  table: Uint32Array;
  /** A dark and a light one, for numbers. */
  inks: [string, string];
  font: string;
}

type Context = CanvasRenderingContext2D;

const GRID_LEAST = 4;
const NUMBER_LEAST = 15;
const HATCH = 5;

const xOf = ({ cols, cell }: Sheet, x: number): number => (x - cols.from) * cell;
const yOf = ({ rows, cell }: Sheet, y: number): number => (y - rows.from) * cell;

/** The input, its padding around it, and the lines between cells where there is room. */
export function drawSheet(ctx: Context, sheet: Sheet, look: SheetLook): void {
  const { rows, cols, cell, height, width } = sheet;
  const [w, h] = [(cols.to - cols.from) * cell, (rows.to - rows.from) * cell];
  ctx.fillStyle = look.padding;
  ctx.fillRect(0, 0, w, h);
  ctx.fillStyle = look.ground;
  ctx.fillRect(xOf(sheet, 0), yOf(sheet, 0), width * cell, height * cell);
  ctx.strokeStyle = look.line;
  ctx.lineWidth = 1;
  if (cell >= GRID_LEAST) {
    ctx.beginPath();
    for (let x = cols.from; x <= cols.to; x += 1) line(ctx, xOf(sheet, x), 0, xOf(sheet, x), h);
    for (let y = rows.from; y <= rows.to; y += 1) line(ctx, 0, yOf(sheet, y), w, yOf(sheet, y));
    ctx.stroke();
  }
  ctx.strokeStyle = look.muted;
  ctx.strokeRect(xOf(sheet, 0), yOf(sheet, 0), width * cell, height * cell);
}

function line(ctx: Context, x0: number, y0: number, x1: number, y1: number): void {
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
}

/** The counts of rows and columns multiplied, from nothing to the most that there is. */
export function drawCounts(ctx: Context, sheet: Sheet, counts: [number[], number[]], look: SheetLook): void {
  const [down, across] = counts;
  const most = Math.max(1, Math.max(...down) * Math.max(...across));
  const { cell } = sheet;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.font = `${Math.min(12, cell * 0.5)}px ${look.font}`;
  const gap = cell >= GRID_LEAST ? 1 : 0;
  down.forEach((rows, y) =>
    across.forEach((columns, x) => {
      const count = rows * columns;
      const step = ZERO + Math.round((count / most) * ZERO);
      ctx.fillStyle = css(look.table, step);
      ctx.fillRect(xOf(sheet, x), yOf(sheet, y), cell - gap, cell - gap);
      if (cell < NUMBER_LEAST) return;
      ctx.fillStyle = inkOn(look.table, step, look.inks);
      ctx.fillText(String(count), xOf(sheet, x + 0.5), yOf(sheet, y + 0.5));
    }),
  );
}

/** Diagonal lines over rows and columns that no window reads: `lost` says it by pixel of the sheet. */
export function drawLost(ctx: Context, sheet: Sheet, lost: [boolean[], boolean[]], look: SheetLook): void {
  const { rows, cols, cell } = sheet;
  const [w, h] = [(cols.to - cols.from) * cell, (rows.to - rows.from) * cell];
  ctx.save();
  ctx.beginPath();
  lost[0].forEach((gone, y) => gone && ctx.rect(0, y * cell, w, cell));
  lost[1].forEach((gone, x) => gone && ctx.rect(x * cell, 0, cell, h));
  ctx.clip();
  hatch(ctx, w, h, look.muted);
  ctx.restore();
}

/** Diagonal lines over the whole of a clipped place. */
export function hatch(ctx: Context, w: number, h: number, colour: string): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (let at = -h; at < w; at += HATCH) line(ctx, at, h, at + h, 0);
  ctx.stroke();
}

/** Dots in the middle of windows: large where there is one, small where the stride passes over. */
export function drawMiddles(
  ctx: Context,
  sheet: Sheet,
  axes: { start: number; extent: number; stride: number; count: number }[],
  look: SheetLook,
): void {
  if (sheet.cell < GRID_LEAST) return;
  const [down, across] = axes.map(({ start, extent, stride, count }) =>
    Array.from({ length: (count - 1) * stride + 1 }, (_, at) => ({
      at: start + at + extent / 2,
      there: at % stride === 0,
    })),
  );
  const radius = Math.min(2.5, sheet.cell / 5);
  for (const y of down ?? [])
    for (const x of across ?? []) {
      const there = y.there && x.there;
      ctx.fillStyle = there ? look.text : look.muted;
      ctx.beginPath();
      ctx.arc(xOf(sheet, x.at), yOf(sheet, y.at), there ? radius : radius / 2, 0, 2 * Math.PI);
      ctx.fill();
    }
}

/** The pixels that a window reads, and the frame around them. */
export function drawWindow(ctx: Context, sheet: Sheet, read: [number[], number[]], look: SheetLook): void {
  const { cell } = sheet;
  const [down, across] = read;
  ctx.globalAlpha = 0.28;
  ctx.fillStyle = look.accent;
  for (const y of down) for (const x of across) ctx.fillRect(xOf(sheet, x), yOf(sheet, y), cell, cell);
  ctx.globalAlpha = 1;
  frame(
    ctx,
    sheet,
    [Math.min(...down), Math.min(...across), Math.max(...down) + 1, Math.max(...across) + 1],
    look,
  );
}

/** A box (y0, x0, y1, x1; ends exclusive) as the selection is drawn. */
export function frame(
  ctx: Context,
  sheet: Sheet,
  [y0, x0, y1, x1]: [number, number, number, number],
  look: SheetLook,
): void {
  const place: [number, number, number, number] = [
    ...([xOf(sheet, x0), yOf(sheet, y0)] as const),
    ...([(x1 - x0) * sheet.cell, (y1 - y0) * sheet.cell] as const),
  ];
  ctx.lineWidth = 4;
  ctx.strokeStyle = look.halo;
  ctx.strokeRect(...place);
  ctx.lineWidth = 2;
  ctx.strokeStyle = look.accent;
  ctx.strokeRect(...place);
}
