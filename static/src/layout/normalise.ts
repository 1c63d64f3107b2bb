/** What a network's normalisation makes of a pixel 0…255. */
export interface Standard {
  mean: number[];
  std: number[];
}

/** The pixel 0…255 that a number of a normalised picture stands for: the way back. */
export function pixelOf(value: number, how: string, plane = 0, standard: Standard | null = null): number {
  if (how === "none") return value * 255;
  if (how !== "standard") return (value + 0.5) * 255;
  return (value * (standard?.std[plane] ?? 1) + (standard?.mean[plane] ?? 0)) * 255;
}

/** `none`: x/255; `half`: x/255 − 0.5; `standard`: less the data set's mean, by its deviation, per plane. */
export function normalised(pixel: number, how: string, plane = 0, standard: Standard | null = null): number {
  const share = pixel / 255;
  if (how === "none") return share;
  if (how !== "standard") return share - 0.5;
  const [mean, std] = [standard?.mean[plane] ?? 0, standard?.std[plane] ?? 1];
  return (share - mean) / std;
}
