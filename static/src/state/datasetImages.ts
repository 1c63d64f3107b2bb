/** Images of a data set: their labels, and one of them as the network's input. */
import { get } from "../net/http";
import { imageAddress, type SplitName } from "./datasets.svelte";
import { pending } from "./pending.svelte";
import { picture } from "./picture.svelte";

/** The class index of every image of a split. */
export function labelsOf(id: string, split: SplitName): Promise<number[]> {
  return get<number[]>(`/datasets/${encodeURIComponent(id)}/labels/${split}`);
}

export interface DatasetText {
  index: number;
  label: number;
  text: string;
}

/** Every text of a split of a data set of texts. */
export function textsOf(id: string, split: SplitName): Promise<DatasetText[]> {
  return get<DatasetText[]>(`/datasets/${encodeURIComponent(id)}/texts/${split}?limit=10000`);
}

/** How many images each of `classes` classes has. */
export function countsOf(labels: readonly number[], classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

/** Indices of the images of one class; null: of all. */
export function indicesOf(labels: readonly number[], wanted: number | null): number[] {
  return labels.flatMap((label, index) => (wanted === null || label === wanted ? [index] : []));
}

/** Rows of grey values, or of RGB triples where `channels` is 3, from canvas data. */
export function pixelRows(
  data: Uint8ClampedArray,
  width: number,
  channels: number,
): number[][] | number[][][] {
  const height = data.length / 4 / width;
  const at = (y: number, x: number): number => 4 * (y * width + x);
  const rows = Array.from({ length: height }, (_, y) => y);
  const across = Array.from({ length: width }, (_, x) => x);
  if (channels === 3) return rows.map((y) => across.map((x) => [...data.slice(at(y, x), at(y, x) + 3)]));
  return rows.map((y) => across.map((x) => data[at(y, x)] ?? 0));
}

/** The pixels of the image at an address. */
export async function pixelsOf(address: string, channels: number): Promise<number[][] | number[][][]> {
  const bitmap = await createImageBitmap(await (await fetch(address)).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no 2d context");
  context.drawImage(bitmap, 0, 0);
  return pixelRows(context.getImageData(0, 0, bitmap.width, bitmap.height).data, bitmap.width, channels);
}

/** Make an image of a data set the network's input, as it is. */
export async function showImage(
  id: string,
  split: SplitName,
  index: number,
  channels: number,
  label: string,
): Promise<void> {
  const pixels = await pending.until(pixelsOf(imageAddress(id, split, index), channels));
  picture.show({ source: "dataset", pixels, preprocess: "none", label });
}
