/** The picture that a network saw, [channels, height, width], as rows of pixels for a request. */
import type { FrameTensor } from "../net/frame";

export function pixelRows({ shape, data }: Pick<FrameTensor, "shape" | "data">): number[][] | number[][][] {
  const [channels = 1, height = 0, width = 0] = shape;
  const at = (channel: number, y: number, x: number): number => data[(channel * height + y) * width + x] ?? 0;
  const rows = Array.from({ length: height }, (_, y) => y);
  const columns = Array.from({ length: width }, (_, x) => x);
  if (channels === 3) return rows.map((y) => columns.map((x) => [0, 1, 2].map((plane) => at(plane, y, x))));
  return rows.map((y) => columns.map((x) => at(0, y, x)));
}
