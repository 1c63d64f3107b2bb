/** An output laid beside the input that it is to give back. Pure. */
import type { FrameTensor } from "../net/frame";
import { valueAt } from "../draw/maps";
import { normalised, pixelOf, type Standard } from "./normalise";

const PIXEL = { dtype: "uint8", low: [0, 0, 0], high: [255, 255, 255] };

/** The output as a picture of pixels 0…255, to be painted as the input is. */
export function asPicture(output: FrameTensor, how: string, standard: Standard | null): FrameTensor {
  const plane = output.data.length / (output.shape[0] ?? 1);
  const data = Uint8Array.from(output.data, (_, index) => {
    const channel = Math.floor(index / plane);
    const pixel = pixelOf(valueAt(output, channel, index), how, channel, standard);
    return Math.min(Math.max(Math.round(pixel), 0), 255);
  });
  return { ...PIXEL, name: "reconstruction", shape: output.shape, data };
}

/** Mean of (a − x)² over all numbers; null where the two differ in shape. */
export function meanSquared(
  output: FrameTensor,
  input: FrameTensor,
  how: string,
  standard: Standard | null,
): number | null {
  if (output.data.length !== input.data.length || !output.data.length) return null;
  const plane = output.data.length / (output.shape[0] ?? 1);
  let sum = 0;
  for (let index = 0; index < output.data.length; index += 1) {
    const channel = Math.floor(index / plane);
    const wanted = normalised(input.data[index] ?? 0, how, channel, standard);
    sum += (valueAt(output, channel, index) - wanted) ** 2;
  }
  return sum / output.data.length;
}
