/** A unit that is kept beside the one at hand: its arithmetic follows the picture and the network, as the other's does. */
import { LiveSocket } from "../net/liveSocket";
import type { UnitAnswer } from "../net/liveTypes";
import { live, modelOf, sentOf } from "./live.svelte";
import { type Checked, network } from "./network.svelte";
import { passing } from "./passing.svelte";
import { picture } from "./picture.svelte";
import type { Unit } from "./selection.svelte";
import { view } from "./view.svelte";

const REST_MS = 60;

class KeptUnit {
  unit: Unit | null = $state.raw(null);
  /** Null until it has come, and while a run's frames come. */
  answer: UnitAnswer | null = $state.raw(null);
  #opened: Checked | null = null;
  #socket: LiveSocket | null = null;

  /** Keep a unit whose arithmetic is known. */
  keep(unit: Unit, answer: UnitAnswer): void {
    [this.unit, this.answer] = [unit, answer];
  }

  release(): void {
    this.#socket?.close();
    [this.#socket, this.#opened] = [null, null];
    [this.unit, this.answer] = [null, null];
  }

  /** Ask anew whenever something has changed: to be called in an effect. */
  follow(): (() => void) | undefined {
    const { unit } = this;
    const { checked } = network;
    void [picture.version, passing.mode, passing.seed];
    if (!unit || !checked || live.silent) return undefined;
    const timer = setTimeout(() => this.#ask({ ...unit, path: view.asked(unit.path) }, checked), REST_MS);
    return () => clearTimeout(timer);
  }

  #ask(unit: Unit, checked: Checked): void {
    this.#socket ??= this.#listen();
    if (checked !== this.#opened) this.#socket.open(modelOf((this.#opened = checked)));
    const how = passing.training ? { mode: passing.mode, mask_seed: passing.seed } : {};
    this.#socket.infer({ ...sentOf(picture.current), ...how, layers: [] });
    this.#socket.unit(unit);
  }

  #listen(): LiveSocket {
    return new LiveSocket({
      unit: (message) => (this.answer = message as unknown as UnitAnswer),
      error: ({ request }) => {
        if (request !== "filters") this.answer = null;
      },
      result: () => undefined,
      filters: () => undefined,
      opened: () => undefined,
      connection: () => undefined,
      busy: () => undefined,
    });
  }
}

export const keptUnit = new KeptUnit();
