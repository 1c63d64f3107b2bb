/** The way back from a run to a model of the list. */
import { refusalOf } from "../net/refusal";
import { pending } from "./pending.svelte";
import { control } from "./runControl.svelte";
import { DEFAULT_MODEL, zoo } from "./zoo.svelte";

/** Show a model with its weights; the run that was followed is paused and left. */
export async function goToTrained(ref: string = DEFAULT_MODEL): Promise<void> {
  await pending.until(control.leave());
  if (control.refusal) return;
  try {
    await zoo.open(ref);
  } catch (error) {
    control.refusal = refusalOf(error);
  }
}
