/** Ask for what is found out over many images, again and again until it is found. */
import type { Answers, ImageMap, Inquiry, Standing, Step, TopImages } from "../gen/api";
import { post } from "../net/http";

export interface Kinds {
  answers: Answers;
  top_images: TopImages;
  image_map: ImageMap;
  microscope: Step;
  statistics: Standing;
}

export interface Asked<Kind extends keyof Kinds> {
  model: object | string;
  question: { kind: Kind; [setting: string]: unknown };
  dataset: string;
}

const POLL_MS = 400;
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, POLL_MS));

/** The finding; `told` hears the progress, 0…1. Raises what the server refuses, and when `signal` is aborted. */
export async function findOut<Kind extends keyof Kinds>(
  asked: Asked<Kind>,
  signal: AbortSignal,
  told: (progress: number) => void,
): Promise<Kinds[Kind]> {
  for (;;) {
    const inquiry = await post<Inquiry>("/findings", asked, signal);
    told(inquiry.progress);
    if (inquiry.found) return inquiry.found as Kinds[Kind];
    await pause();
    signal.throwIfAborted();
  }
}
