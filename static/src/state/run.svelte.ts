/** The training run that the page follows. */
class RunState {
  id: string | null = $state(null);
  state: "none" | "queued" | "running" | "paused" | "finished" | "failed" | "cancelled" = $state("none");
}

export const run = new RunState();
