/** Frames of a run in training, as the activations that the page draws. */
import type { Frame, FrameTensor } from "../net/frame";
import { activations } from "./activations.svelte";
import { network } from "./network.svelte";
import { picture } from "./picture.svelte";
import { argmax, numbers, softmax } from "./runMarks";

/** The network's answer in a frame, if it carries one: probabilities, or the logits of the last node. */
function probabilitiesOf({ header, tensors }: Frame): number[] | null {
  if (Array.isArray(header["probabilities"])) return header["probabilities"] as number[];
  const last = network.summary?.nodes.at(-1);
  const output = last && tensors.get(last.path);
  if (!last || output?.shape.length !== 1) return null;
  return last.kind === "softmax" ? numbers(output) : softmax(numbers(output));
}

/** The numbers before a softmax, from the last node that is none. */
function logitsOf({ tensors }: Frame): number[] | null {
  const last = network.summary?.nodes.findLast(({ kind }) => kind !== "softmax");
  const output = last && tensors.get(last.path);
  return output?.shape.length === 1 ? numbers(output) : null;
}

function merged(before: Map<string, FrameTensor>, news: Map<string, FrameTensor>): Map<string, FrameTensor> {
  return new Map([...before, ...news]);
}

/** Draw a frame; answers with the step and the top label where there is one. */
export function showFrame(frame: Frame): { step: number; label: string } | null {
  const step = Number(frame.header["step"] ?? 0);
  activations.step = step;
  if (frame.header["what"] === "filters") {
    activations.filters = merged(activations.filters, frame.tensors);
    return null;
  }
  activations.tensors = frame.tensors;
  const { pixels, image } = picture.current;
  const empty = pixels === null && image === undefined;
  const probabilities = empty ? null : probabilitiesOf(frame);
  activations.empty = empty;
  activations.probabilities = probabilities;
  activations.logits = empty ? null : logitsOf(frame);
  activations.misfit = null;
  activations.milliseconds = null;
  if (!probabilities) return null;
  const top = argmax(probabilities);
  return { step, label: activations.classes[top] ?? String(top) };
}
