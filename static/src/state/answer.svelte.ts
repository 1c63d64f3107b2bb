/**
 * Does the screen answer what was shown last? The prediction says so (`aria-busy`), to screen readers and to
 * programs: once it is not due, label, bars, maps and the ranges on their handles belong together.
 */
import { live } from "./live.svelte";
import { network } from "./network.svelte";
import { pending } from "./pending.svelte";
import { run } from "./run.svelte";
import { zoo } from "./zoo.svelte";

class Answer {
  /** An answer to the picture, the network or the step shown last is still to come. */
  readonly due: boolean = $derived(
    pending.any || network.asking || (run.feeds ? run.waiting : live.busy) || (!network.doc && !zoo.failed),
  );
}

export const answer = new Answer();
