/** Histograms of a moment that nobody had looked at: found out from the run's checkpoint when one goes back to it. */
import { type Refusal, refusalOf } from "../net/refusal";
import { findOut } from "./findOut";
import { learning } from "./learning.svelte";
import { run } from "./run.svelte";

/** The timeline is at rest for so long before the worker is asked. */
const REST_MS = 250;

class Past {
  busy = $state(false);
  refusal: Refusal | null = $state.raw(null);

  /** The step that is shown, where it must be found out; null: what is known will do, or a run is still telling. */
  readonly missing: number | null = $derived.by(() => {
    if (!run.id || !run.plain) return null;
    const step = run.shown ?? (run.active ? null : run.step);
    return step === null || learning.knows(step) ? null : step;
  });

  /** Find the missing step out: to be called in an effect of whoever shows it. */
  follow(): (() => void) | undefined {
    const step = this.missing;
    if (step === null || !run.id || !run.info) return undefined;
    const asked = {
      model: `run:${run.id}@${step}`,
      question: { kind: "statistics" as const },
      dataset: run.info.dataset,
    };
    const asking = new AbortController();
    const timer = setTimeout(() => void this.#find(asked, asking.signal), REST_MS);
    return () => {
      clearTimeout(timer);
      asking.abort();
      this.busy = false;
    };
  }

  async #find(asked: Parameters<typeof findOut<"statistics">>[0], signal: AbortSignal): Promise<void> {
    this.busy = true;
    this.refusal = null;
    try {
      learning.add(await findOut(asked, signal, () => undefined));
    } catch (error) {
      if (!signal.aborted) this.refusal = refusalOf(error);
    }
    if (!signal.aborted) this.busy = false;
  }
}

export const past = new Past();
