/** How the layers would stand at step 0 of a new run with the settings on the page. */
import type { LayerStatistics, Standing } from "../gen/api";
import { type Refusal, refusalOf } from "../net/refusal";
import { type Asked, findOut } from "./findOut";

/** Settings are often changed several times in a row. */
const QUIET_MS = 250;

class Beginning {
  found: Standing | null = $state.raw(null);
  /** What was found before the last change, of the same layers: to compare with. */
  earlier: Standing | null = $state.raw(null);
  busy = $state(false);
  refusal: Refusal | null = $state.raw(null);
  #key = "";

  /** Find out, unless it is known; what was known stays in sight meanwhile. Ends when `signal` is aborted. */
  async look(asked: Asked<"statistics">, signal: AbortSignal): Promise<void> {
    const key = JSON.stringify(asked);
    if (key === this.#key) return;
    this.busy = true;
    try {
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
      signal.throwIfAborted();
      this.#take(await findOut(asked, signal, () => undefined), key);
    } catch (error) {
      if (signal.aborted) return;
      this.refusal = refusalOf(error);
    }
    this.busy = false;
  }

  layer(path: string, of: Standing | null = this.found): LayerStatistics | null {
    return of?.layers.find((layer) => layer.path === path) ?? null;
  }

  #take(found: Standing, key: string): void {
    const paths = ({ layers }: Standing): string => layers.map(({ path }) => path).join();
    this.earlier = this.found && paths(this.found) === paths(found) ? this.found : null;
    this.found = found;
    this.refusal = null;
    this.#key = key;
  }
}

export const beginning = new Beginning();
