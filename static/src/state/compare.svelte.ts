/** Past runs drawn behind the curves of the one that is followed. */
import type { Run } from "../net/runTypes";
import { newLog, readOn } from "./compare/logs.svelte";
import type { RunLog } from "./runLog";

export interface Compared {
  id: string;
  name: string;
  log: RunLog;
}

const MOST = 4;

class Comparison {
  runs: Compared[] = $state.raw([]);

  has(id: string): boolean {
    return this.runs.some((entry) => entry.id === id);
  }

  /** Put a run behind the curves, or take it away; the oldest makes room. */
  async toggle(run: Run): Promise<void> {
    if (this.has(run.id)) {
      this.runs = this.runs.filter((entry) => entry.id !== run.id);
      return;
    }
    const log = newLog(run);
    await readOn(run.id, log);
    this.runs = [...this.runs, { id: run.id, name: run.name, log }].slice(-MOST);
  }
}

export const comparison = new Comparison();
