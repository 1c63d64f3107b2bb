/** Past runs drawn behind the curves of the one that is followed. */
import { get } from "../net/http";
import type { Run, RunEvent } from "../net/runTypes";
import { RunLog } from "./runLog";

export interface Compared {
  id: string;
  name: string;
  log: RunLog;
}

const PAGE = 10_000;
const MOST = 4;

async function logOf(run: Run): Promise<RunLog> {
  const log = new RunLog(Number(run.training["batch_size"] ?? 64));
  for (;;) {
    const events = await get<RunEvent[]>(
      `/runs/${encodeURIComponent(run.id)}/events?after=${log.seq}&limit=${PAGE}`,
    );
    for (const event of events) log.add(event);
    if (events.length < PAGE) return log;
  }
}

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
    const log = await logOf(run);
    this.runs = [...this.runs, { id: run.id, name: run.name, log }].slice(-MOST);
  }
}

export const comparison = new Comparison();
