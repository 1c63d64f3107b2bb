/** What the training bar does: start, pause, step, go on, end; and what to say when it does not work. */
import { get, patch, post, ProblemError } from "../net/http";
import type { Checkpoint, Run, Training } from "../net/runTypes";
import { datasets } from "./datasets.svelte";
import { type Held, frozenKey } from "./network/held";
import { network } from "./network.svelte";
import { run } from "./run.svelte";
import { type Refusal, refusalOf } from "../net/refusal";
import { stepsToEpochEnd } from "./runMath";
import { GENTLE, training, type Pace } from "./training.svelte";
import { ui } from "./ui.svelte";
import type { Recipe } from "./zoo.svelte";

const GENTLE_KEY = "playground.gentle";
const stepsASecond = (pace: Pace): number | null =>
  pace === "gentle" ? GENTLE.pace : pace === "full" ? null : pace;
/** The same without a slow start, which is for the first steps of a network. */
const evenly = (pace: Pace): number | null => (pace === "gentle" ? null : stepsASecond(pace));

/** The model that a new run takes its first weights from, and which of its layers each layer is. */
interface Weights {
  weights_from?: string;
  weights_map?: Record<string, string>;
  painted?: object[];
  nudges?: object[];
}

class RunControl {
  /** A request is under way; the buttons wait for it. */
  busy = $state(false);
  refusal: Refusal | null = $state.raw(null);
  #target: number | null = $state(null);
  /** The run that is in its slow first steps. */
  #gentle: string | null = $state(sessionStorage.getItem(GENTLE_KEY));
  #hastening = false;

  /** A single step is being taken: to the reader the run stays paused. */
  get stepping(): boolean {
    return this.#target !== null && run.active && !(run.state === "paused" && run.step >= this.#target);
  }
  get gentle(): boolean {
    return run.id !== null && this.#gentle === run.id && run.active;
  }
  /** Can Play go on with the run that is followed, or does it begin a new one? */
  get continues(): boolean {
    return run.active && run.same;
  }

  /** Play or pause. */
  toggle(): Promise<void> {
    this.#target = null;
    if (!this.continues) return this.start();
    return run.state === "paused" ? this.#call("resume") : this.#call("pause");
  }

  /** Can a new run begin with the weights that the page shows? */
  get inherits(): boolean {
    return !this.continues && network.base !== null && Object.keys(network.weightsMap).length > 0;
  }

  /** A new run that begins with the weights on the page, where layers still have them. */
  inherit(): Promise<void> {
    this.#target = null;
    if (network.base === null) return Promise.resolve();
    return this.start("running", 0, () => {
      const { base, weightsMap } = network;
      const { painted = [], nudges = [] } = network.checked ?? {};
      return base === null ? {} : { weights_from: base, weights_map: weightsMap, painted, nudges };
    });
  }

  /** Are other layers frozen on the page than in the run that goes on? */
  get refrozen(): boolean {
    const told = (run.info?.training ?? {}) as Held;
    return this.continues && frozenKey(told) !== frozenKey(network.held);
  }

  /** Go on from the newest checkpoint with the layers frozen as they are on the page: a branch in the run's place. */
  branch(): Promise<void> {
    return this.#guard(async () => {
      await network.caughtUp();
      const begun = { spec: network.spec, snapshot: network.snapshot() };
      const checkpoints = await get<Checkpoint[]>(`/runs/${run.id}/checkpoints`);
      const step = checkpoints.at(-1)?.step;
      if (!begun.spec || !begun.snapshot || step === undefined) return;
      const { frozen = [], frozen_filters = {} } = network.held;
      const training = { frozen, frozen_filters };
      const info = await post<Run>(`/runs/${run.id}/branch`, { step, training });
      await post(`/runs/${run.id}/cancel`);
      await run.follow(info, { spec: begun.spec, snapshot: begun.snapshot });
    });
  }

  /** A new run from a checkpoint of run `id`, with other settings; that one is paused if it was going on. */
  branchFrom(id: string, step: number, changes: Training): Promise<void> {
    return this.#guard(async () => {
      const begun = run.same ? { spec: network.spec, snapshot: network.snapshot() } : null;
      const settings = { ...changes, pace: evenly(training.pace) };
      const info = await post<Run>(`/runs/${id}/branch`, { step, training: settings });
      if (run.active && run.id === id) await post(`/runs/${id}/pause`);
      this.#setGentle(null);
      ui.curvesOpen = true;
      const whole = begun?.spec && begun.snapshot ? { spec: begun.spec, snapshot: begun.snapshot } : null;
      await run.follow(info, whole);
    });
  }

  /** A new run of the network on the page. */
  start(
    first: "running" | "paused" = "running",
    steps = 0,
    weights: () => Weights = () => ({}),
  ): Promise<void> {
    return this.#guard(async () => {
      await network.caughtUp();
      const begun = { spec: network.spec, snapshot: network.snapshot() };
      const beginning = { painted: this.#kept(), ...weights() };
      if (!begun.spec || !begun.snapshot) throw new ProblemError(422, "network_broken", "");
      if (run.active) await post(`/runs/${run.id}/cancel`);
      const slowly = first === "running" && training.pace === "gentle";
      const pace = slowly || typeof training.pace === "number" ? stepsASecond(training.pace) : null;
      const info = await post<Run>("/runs", {
        network: begun.spec,
        dataset: datasets.id,
        training: { ...training.body(pace), ...network.held },
        start: first,
        ...beginning,
      });
      training.problems = [];
      this.#setGentle(slowly ? info.id : null);
      await run.follow(info, { spec: begun.spec, snapshot: begun.snapshot });
      ui.curvesOpen = true;
      if (steps) await post(`/runs/${info.id}/step`, { steps: this.#steps(steps) });
    });
  }

  /** A new run of a preset by a recipe, as fast as it goes; it brings its network along. */
  startPreset(preset: string, { dataset, training: settings }: Recipe): Promise<void> {
    return this.#guard(async () => {
      if (run.active) await post(`/runs/${run.id}/cancel`);
      const info = await post<Run>("/runs", { network: { preset }, dataset, training: settings });
      this.#setGentle(null);
      ui.curvesOpen = true;
      await run.follow(info);
    });
  }

  /** One update, or as many as the epoch has left; on a run that is going on, pause it first. */
  step(what: "step" | "epoch"): Promise<void> {
    const wanted = what === "step" ? 1 : Infinity;
    this.#target = null;
    if (!this.continues) return this.start("paused", wanted);
    return this.#guard(async () => {
      if (run.state !== "paused") {
        await post(`/runs/${run.id}/pause`);
        await this.#paused();
      }
      run.show(null);
      if (what === "step") this.#target = run.step + 1;
      await post(`/runs/${run.id}/step`, { steps: this.#steps(wanted) });
    });
  }

  cancel(): Promise<void> {
    return this.#call("cancel");
  }

  /** Back to step 0: ends the run that is followed; the network stands with fresh random weights. */
  reset(): Promise<void> {
    return this.#guard(async () => {
      if (run.active) await post(`/runs/${run.id}/cancel`);
      run.leave();
      if (network.spec) network.load(network.spec, null);
    });
  }

  /** Leave the run, paused if it was going on, for other weights; it can be opened again. */
  leave(): Promise<void> {
    return this.#guard(async () => {
      if (run.active) await post(`/runs/${run.id}/pause`);
      run.leave();
    });
  }

  /** Where the server does not hear of it (the page is being left), a slow start goes on and ends by itself. */
  async setPace(pace: Pace): Promise<void> {
    training.pace = pace;
    const slowly = pace === "gentle" && run.step < GENTLE.steps;
    const now = pace === "gentle" && !slowly ? null : stepsASecond(pace);
    if (run.active) await this.#change({ pace: now });
    if (!this.refusal) this.#setGentle(slowly ? run.id : null);
  }

  /** End the slow start. */
  async speedUp(): Promise<void> {
    if (this.#hastening) return;
    this.#hastening = true;
    await this.#change({ pace: null });
    this.#hastening = false;
    if (!this.refusal) this.#setGentle(null);
  }

  setLr(lr: number): Promise<void> {
    return run.active ? this.#change({ lr }) : Promise.resolve();
  }

  /** From scratch only what is frozen keeps its filters that were set by hand: the others are drawn anew. */
  #kept(): object[] {
    const { frozen = [], frozen_filters: still = {} } = network.held;
    const inside = (path: string): boolean =>
      frozen.some((one) => path === one || path.startsWith(`${one}.`));
    return (network.checked?.painted ?? []).filter(
      ({ path, channel }) => inside(path) || still[path]?.includes(channel),
    );
  }

  #steps(wanted: number): number {
    return Math.min(wanted, stepsToEpochEnd(run.step, run.perEpoch));
  }

  #setGentle(id: string | null): void {
    this.#gentle = id;
    if (id) sessionStorage.setItem(GENTLE_KEY, id);
    else sessionStorage.removeItem(GENTLE_KEY);
  }

  #call(what: "pause" | "resume" | "cancel"): Promise<void> {
    return this.#guard(async () => {
      if (what === "resume") run.show(null);
      run.info = await post<Run>(`/runs/${run.id}/${what}`);
    });
  }

  /** Change a run that is going on; that need not wait for what the buttons do. */
  #change(body: { lr?: number; pace?: number | null }): Promise<void> {
    return this.#try(async () => {
      await patch<Run>(`/runs/${run.id}`, body);
    });
  }

  /** Wait until the run says that it is paused. */
  async #paused(): Promise<void> {
    for (let tries = 0; tries < 50; tries += 1) {
      const { state } = await get<Run>(`/runs/${run.id}`);
      if (state !== "running" && state !== "queued") return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Do one thing at a time. */
  async #guard(action: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await this.#try(action);
    } finally {
      this.busy = false;
    }
  }

  /** Do something that the server may refuse; what it says is kept to be shown. */
  async #try(action: () => Promise<void>): Promise<void> {
    this.refusal = null;
    try {
      await action();
    } catch (error) {
      this.refusal = refusalOf(error);
      training.problems = this.refusal.errors
        .filter(({ pointer }) => pointer.startsWith("/training"))
        .map((entry) => ({ ...entry, pointer: entry.pointer.slice("/training".length) }));
    }
  }
}

export const control = new RunControl();
