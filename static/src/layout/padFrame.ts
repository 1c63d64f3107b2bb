/** Where the network's input lies on the pad: what the preparation did to the drawing, turned round. */

/** Input pixel (y, x) is at left + scale·x, top + scale·y of the pad, in pixels of the pad. */
export interface PadFrame {
  left: number;
  top: number;
  scale: number;
}

/** Top, left, bottom, right; ends exclusive. */
export type InkBox = [number, number, number, number];

/** A picture of rows × cols, as large as a pad of `side` pixels holds, in its middle. */
export function centred(rows: number, cols: number, side: number): PadFrame {
  const scale = side / Math.max(rows, cols);
  return { left: (side - cols * scale) / 2, top: (side - rows * scale) / 2, scale };
}

/** A prepared digit's longest side as a share of the input's, as in MNIST. */
const DIGIT = 20 / 28;

/**
 * A digit is cropped to its ink, brought to 20 of `side` pixels' 28 and centred by mass: `drawn` is the box of the
 * ink on the pad, `seen` the same in the input. Their middles are one point.
 */
export function digitFrame(drawn: InkBox, seen: InkBox, side: number): PadFrame {
  const scale = Math.max(drawn[2] - drawn[0], drawn[3] - drawn[1]) / (DIGIT * side);
  const from = (end: 0 | 1): number =>
    (drawn[end] + drawn[end === 0 ? 2 : 3] - scale * (seen[end] + seen[end === 0 ? 2 : 3])) / 2;
  return { top: from(0), left: from(1), scale };
}

/** Box of the numbers above `threshold` in rows × cols; null without any. */
export function boxAbove(
  data: ArrayLike<number>,
  rows: number,
  cols: number,
  threshold: number,
): InkBox | null {
  let [top, left, bottom, right] = [rows, cols, 0, 0];
  for (let y = 0; y < rows; y += 1)
    for (let x = 0; x < cols; x += 1) {
      if ((data[y * cols + x] ?? 0) <= threshold) continue;
      [top, left] = [Math.min(top, y), Math.min(left, x)];
      [bottom, right] = [Math.max(bottom, y + 1), Math.max(right, x + 1)];
    }
  return bottom ? [top, left, bottom, right] : null;
}
