/** Numbers as thin bars about a line of zero. */
export interface BarInks {
  low: string;
  high: string;
  line: string;
}

export function drawBars(
  ctx: CanvasRenderingContext2D,
  values: number[],
  width: number,
  height: number,
  inks: BarInks,
): void {
  ctx.clearRect(0, 0, width, height);
  const most = Math.max(1e-12, ...values.map(Math.abs));
  const middle = height / 2;
  const step = width / values.length;
  ctx.fillStyle = inks.line;
  ctx.fillRect(0, middle - 0.5, width, 1);
  values.forEach((value, index) => {
    const size = (Math.abs(value) / most) * (middle - 1);
    ctx.fillStyle = value < 0 ? inks.low : inks.high;
    ctx.fillRect(
      index * step,
      value < 0 ? middle : middle - size,
      Math.max(step - (step > 3 ? 1 : 0), 0.75),
      size,
    );
  });
}
