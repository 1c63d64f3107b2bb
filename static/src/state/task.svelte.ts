/** What the network on the page is there for: to tell classes apart, to give its input back, to read a text. */
import type { Run } from "../net/runTypes";
import { network } from "./network.svelte";

class Task {
  /** The output has the shape of the input: it is a picture to lay beside it. */
  readonly reconstructs: boolean = $derived.by(() => {
    const last = network.summary?.nodes.at(-1);
    const input = network.spec?.input;
    if (!last || !input || last.out_shape.length !== 3) return false;
    return [input.channels, input.height, input.width].every((side, axis) => side === last.out_shape[axis]);
  });

  /** The input is a column of letters: an embedding reads it. */
  readonly reads: boolean = $derived.by(() => {
    const { input, layers } = network.spec ?? {};
    return input?.channels === 1 && input.width === 1 && layers?.[0]?.kind === "embedding";
  });
}

export const task = new Task();

/** Did a run train to give images back? Such a run has a loss and no right answers. */
export function reconstructed(run: Run): boolean {
  const loss = run.training["loss"] as { kind?: string } | undefined;
  return loss?.kind === "mean_squared_error";
}
