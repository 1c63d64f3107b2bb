/** The event logs of runs that are compared: read once, and read on while a run is active. */
import { get } from "../../net/http";
import { ACTIVE, type Run, type RunEvent } from "../../net/runTypes";
import { RunLog } from "../runLog";

const PAGE = 10_000;

export const newLog = (run: Run): RunLog => new RunLog(Number(run.training["batch_size"] ?? 64));

/** Take in what the log does not have yet; true where that was anything. Throws as `get` does. */
export async function readOn(id: string, log: RunLog): Promise<boolean> {
  const before = log.seq;
  for (;;) {
    const events = await get<RunEvent[]>(
      `/runs/${encodeURIComponent(id)}/events?after=${log.seq}&limit=${PAGE}`,
    );
    for (const event of events) log.add(event);
    if (events.length < PAGE) return log.seq > before;
  }
}

class RunLogs {
  /** By run; the map is new whenever a log has grown. */
  all: ReadonlyMap<string, RunLog> = $state.raw(new Map());
  #wanted: readonly Run[] = [];
  #reading = false;

  /** Have the logs of these runs, and let go of all others. */
  async have(runs: readonly Run[]): Promise<void> {
    this.#wanted = runs;
    if (this.#reading) return;
    this.#reading = true;
    // What is asked for while this reads is read in the next round.
    for (let asked: readonly Run[] | null = null; asked !== this.#wanted;) {
      asked = this.#wanted;
      await this.#read(asked);
    }
    this.#reading = false;
  }

  async #read(runs: readonly Run[]): Promise<void> {
    const kept = new Map(runs.map((run) => [run.id, this.all.get(run.id) ?? newLog(run)]));
    let grown = kept.size !== this.all.size || [...kept.keys()].some((id) => !this.all.has(id));
    for (const { id } of runs) {
      const log = kept.get(id);
      if (!log || (log.state !== null && !ACTIVE.includes(log.state))) continue;
      const more = await readOn(id, log).catch(() => false); // it is asked for again, or gone from the list
      grown ||= more;
    }
    if (grown) this.all = kept;
  }
}

export const logs = new RunLogs();
