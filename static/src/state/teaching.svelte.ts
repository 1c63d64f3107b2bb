/** "It's a …": the drawing has a class, and one step on it is taken on a copy of the weights. */
import type { FrameTensor } from "../net/frame";
import { activations } from "./activations.svelte";
import { network } from "./network.svelte";
import { MOST_NUDGES } from "./network/nudges";

/** The picture as the network takes it, [channels][height][width] of bytes. */
export function imageOf({ shape, data }: FrameTensor): number[][][] {
  const [channels = 1, height = 1, width = 1] = shape;
  return Array.from({ length: channels }, (_, channel) =>
    Array.from({ length: height }, (_, y) => {
      const start = (channel * height + y) * width;
      return Array.from(data.subarray(start, start + width));
    }),
  );
}

class Teaching {
  open = $state(false);
  /** The class that the picture is of, by its index. */
  target = $state(0);
  lr = $state(0.01);
  /** The probability of the target before the last step; null: none was taken. */
  before: number | null = $state(null);

  readonly chance: number | null = $derived(activations.probabilities?.[this.target] ?? null);
  readonly possible: boolean = $derived(
    !activations.empty &&
      activations.step === null &&
      this.chance !== null &&
      network.valid &&
      network.nudges.length < MOST_NUDGES,
  );

  toggle(): void {
    this.open = !this.open;
    this.before = null;
  }

  choose(target: number): void {
    this.target = target;
    this.before = null;
  }

  /** One step on the picture that is shown. */
  step(): void {
    const input = activations.tensors.get("input");
    if (!input || !this.possible) return;
    this.before = this.chance;
    network.nudge({ image: imageOf(input), target: this.target, lr: this.lr });
  }
}

export const teaching = new Teaching();
