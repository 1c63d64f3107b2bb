/** A map opened to its cells: colours with numbers in them, only those in view. */
import type { AxisMarks } from "../layout/windows";
import { terse } from "./numbers";
import { css, inkOn } from "./palette";
import type { Scale } from "./maps";
import { hatch } from "./windows";

export interface CellsView {
  rows: number;
  cols: number;
  /** CSS pixels of a cell, and where the view lies in the sheet of all cells. */
  cell: number;
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface CellsLook {
  /** Raw number of a cell, its place in the table, and the number to print. */
  raw(index: number): number;
  value(index: number): number;
  scale: Scale;
  /** A dark and a light one, for numbers. */
  inks: [string, string];
  /** Of the axes' numbers, on `halo`. */
  muted: string;
  accent: string;
  halo: string;
  font: string;
  /** What the next layer's windows make of rows and columns. */
  marks: [AxisMarks, AxisMarks] | null;
  /** What each row is of, written at its right. */
  beside?: readonly string[] | null;
}

/** Width of the axes' numbers. */
export const AXIS = 20;

export function drawCells(
  ctx: CanvasRenderingContext2D,
  view: CellsView,
  look: CellsLook,
  cursor: { y: number; x: number } | null,
): void {
  const { rows, cols, cell, left, top, width, height } = view;
  const from = (offset: number): number => Math.max(0, Math.floor((offset - AXIS) / cell));
  const [y0, x0] = [from(top), from(left)];
  const y1 = Math.min(rows, Math.ceil((top + height - AXIS) / cell));
  const x1 = Math.min(cols, Math.ceil((left + width - AXIS) / cell));
  ctx.clearRect(0, 0, width, height);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.font = `${Math.max(8, Math.min(12, cell * 0.42))}px ${look.font}`;
  const { table, offset, scale } = look.scale;
  for (let y = y0; y < y1; y += 1)
    for (let x = x0; x < x1; x += 1) {
      const index = y * cols + x;
      const place = Math.round(Math.min(Math.max(offset + scale * look.raw(index), 0), table.length - 1));
      const [px, py] = [AXIS + x * cell - left, AXIS + y * cell - top];
      ctx.fillStyle = css(table, place);
      ctx.fillRect(px, py, cell - 1, cell - 1);
      ctx.fillStyle = inkOn(table, place, look.inks);
      ctx.fillText(terse(look.value(index)), px + cell / 2 - 0.5, py + cell / 2);
      if (look.marks) mark(ctx, look.marks, { y, x, px, py, cell });
    }
  if (cursor) ring(ctx, view, look, cursor);
  if (look.beside) names(ctx, view, look, look.beside, [y0, y1]);
  axes(ctx, view, look, [y0, y1, x0, x1]);
}

function names(
  ctx: CanvasRenderingContext2D,
  { cols, cell, left, top }: CellsView,
  look: CellsLook,
  beside: readonly string[],
  [y0, y1]: [number, number],
): void {
  ctx.font = `13px ${look.font}`;
  ctx.textAlign = "left";
  ctx.fillStyle = look.muted;
  for (let y = y0; y < y1; y += 1)
    ctx.fillText(beside[y] ?? "", AXIS + cols * cell - left + 6, AXIS + (y + 0.5) * cell - top);
  ctx.textAlign = "center";
}

/** In the colour of the number: hatched where no window reads, a dot in the corner where the middle of one lies. */
function mark(
  ctx: CanvasRenderingContext2D,
  [rows, cols]: [AxisMarks, AxisMarks],
  { y, x, px, py, cell }: { y: number; x: number; px: number; py: number; cell: number },
): void {
  const [row, column] = [rows.middles[y], cols.middles[x]];
  if (rows.lost[y] || cols.lost[x]) {
    ctx.save();
    ctx.translate(px, py);
    ctx.beginPath();
    ctx.rect(0, 0, cell - 1, cell - 1);
    ctx.clip();
    hatch(ctx, cell, cell, String(ctx.fillStyle));
    ctx.restore();
  } else if (row && column) {
    ctx.beginPath();
    ctx.arc(px + cell - 5, py + 4, row === "there" && column === "there" ? 2.5 : 1, 0, 2 * Math.PI);
    ctx.fill();
  }
}

function ring(
  ctx: CanvasRenderingContext2D,
  view: CellsView,
  look: CellsLook,
  at: { y: number; x: number },
): void {
  const { cell, left, top } = view;
  const [px, py] = [AXIS + at.x * cell - left, AXIS + at.y * cell - top];
  ctx.lineWidth = 4;
  ctx.strokeStyle = look.halo;
  ctx.strokeRect(px, py, cell - 1, cell - 1);
  ctx.lineWidth = 2;
  ctx.strokeStyle = look.accent;
  ctx.strokeRect(px, py, cell - 1, cell - 1);
}

/** Row numbers y at the left and column numbers x above, over the cells when scrolled. */
function axes(
  ctx: CanvasRenderingContext2D,
  { cell, left, top, width, height }: CellsView,
  look: CellsLook,
  [y0, y1, x0, x1]: [number, number, number, number],
): void {
  ctx.fillStyle = look.halo;
  ctx.fillRect(0, 0, width, AXIS);
  ctx.fillRect(0, 0, AXIS, height);
  ctx.font = `10px ${look.font}`;
  ctx.fillStyle = look.muted;
  for (let y = y0; y < y1; y += 1) {
    const py = AXIS + (y + 0.5) * cell - top;
    if (py > AXIS + 4) ctx.fillText(String(y), AXIS / 2, py);
  }
  for (let x = x0; x < x1; x += 1) {
    const px = AXIS + (x + 0.5) * cell - left;
    if (px > AXIS + 4) ctx.fillText(String(x), px, AXIS / 2);
  }
}
