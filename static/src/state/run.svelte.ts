/**
 * The training run that the page follows: its log as columns, its frames as activations, the checkpoint shown.
 *
 * While a run is active and the network on the page is its network, its frames fill `activations` (`run.feeds`);
 * else the live model does, with the weights that `network.base` names.
 */
import type { Statistics } from "../gen/api";
import { get, ProblemError } from "../net/http";
import type { Frame } from "../net/frame";
import { RunSocket, type Connection } from "../net/runSocket";
import { ACTIVE, type Checkpoint, type Run, type RunEvent, type RunStatus } from "../net/runTypes";
import { activations } from "./activations.svelte";
import { learning } from "./learning.svelte";
import { live, sentOf } from "./live.svelte";
import type { Held } from "./network/held";
import { network, type NetworkSpec, type Snapshot } from "./network.svelte";
import { pathsOf } from "./network/weights";
import { pending } from "./pending.svelte";
import { picture } from "./picture.svelte";
import { reel } from "./reel.svelte";
import { showFrame } from "./runFrames";
import { RunLog } from "./runLog";
import { AnswerMarks, type Mark } from "./runMarks";
import { ui } from "./ui.svelte";
import { forget, recall, remember, remembered } from "./runMemory";

const BATCH_MS = 80;
/**
 * A paused run whose worker was freed sends no frames: after this long the live model answers instead, from the
 * checkpoint that the worker left where the run stands.
 */
const SILENCE_MS = 800;
/** Of moments that are gone through quickly only the one where it ends is opened by the live model. */
const REST_MS = 300;

/** The page's network as a run began on it, and which node was which. */
export interface Begun {
  spec: NetworkSpec;
  snapshot: Snapshot;
}

/** What a run's weights and frames belong to: all of a network but its name. */
const essence = (spec: NetworkSpec | null): string =>
  JSON.stringify([spec?.layers, spec?.input, spec?.normalize]);

class RunState {
  id: string | null = $state(null);
  info: Run | null = $state.raw(null);
  connection: Connection = $state("closed");
  checkpoints: Checkpoint[] = $state.raw([]);
  marks: readonly Mark[] = $state.raw([]);
  /** The checkpoint on show; null: the newest weights. */
  shown: number | null = $state(null);
  /** A run by this name was asked for and is not there. */
  missing = $state(false);
  #fed = $state(false);
  /** The number of the picture pinned last, and which one at which step the frames on screen show. */
  #pinned = $state(0);
  #drawn: { probe: unknown; step: number } | null = $state.raw(null);
  #tick = $state(0);
  #log = new RunLog();
  #answers = new AnswerMarks();
  #spec: NetworkSpec | null = $state.raw(null);
  #snapshot: Snapshot | null = null;
  #socket: RunSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #fetching = false;
  #stale = false;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;

  /** The log's columns; what reads this is run again as the log grows, at most some twelve times a second. */
  get log(): RunLog {
    return (void this.#tick, this.#log);
  }
  get state(): RunStatus | "none" {
    return this.id ? (this.log.state ?? this.info?.state ?? "queued") : "none";
  }
  get active(): boolean {
    return ACTIVE.includes(this.state);
  }
  get step(): number {
    return Math.max(this.log.step, this.log.train.length ? 0 : (this.info?.progress.step ?? 0));
  }
  get steps(): number {
    return this.log.steps ?? this.info?.progress.steps ?? 0;
  }
  get epochs(): number {
    return this.info?.progress.epochs ?? 0;
  }
  get perEpoch(): number {
    return this.log.stepsPerEpoch ?? Math.max(Math.round(this.steps / Math.max(this.epochs, 1)), 1);
  }
  get batchSize(): number {
    return this.#log.batchSize;
  }

  /** Is the network on the page the one that this run trains? */
  readonly same: boolean = $derived(this.#spec !== null && essence(this.#spec) === essence(network.spec));
  /** The network as the run trains it, with no filter set by hand. */
  get plain(): boolean {
    return this.same && !network.checked?.painted.length;
  }
  /** Do the run's frames fill the maps? */
  get feeds(): boolean {
    return this.#fed && this.active && this.same && this.shown === null;
  }

  /** Is the frame of the picture pinned last, or of the step where the run stands still, yet to come? */
  get waiting(): boolean {
    const { probe, step } = this.#drawn ?? { probe: null, step: -1 };
    if (live.unreadable) return false;
    return probe !== this.#pinned || (this.state === "paused" && step !== this.step);
  }

  /** Follow a run that began on this page's network; one that did not brings its own network along. */
  async follow(info: Run, begun: Begun | null = null): Promise<void> {
    this.leave();
    if (!begun) network.load(info.network, `run:${info.id}`, info.training as Held);
    this.id = info.id;
    this.info = info;
    this.#spec = begun?.spec ?? network.spec;
    this.#snapshot = begun?.snapshot ?? (network.doc && { paths: pathsOf(network.doc), shapes: new Map() });
    learning.clear();
    this.#log = new RunLog(Number(info.training["batch_size"] ?? 64));
    this.#answers = new AnswerMarks(recall(info.id));
    this.marks = this.#answers.marks;
    remember(info.id);
    this.#socket = this.#listen(info.id);
    this.pin();
    await this.#refresh();
  }

  /** Follow the run that the address names, or the one that this browser followed last while it is active. */
  async restore(): Promise<void> {
    const { named, last } = remembered();
    const id = named ?? last;
    if (!id) return;
    try {
      const info = await pending.until(get<Run>(`/runs/${encodeURIComponent(id)}`));
      if (!named && !ACTIVE.includes(info.state)) return;
      ui.curvesOpen = true;
      await this.follow(info);
    } catch (error) {
      forget();
      if (!(error instanceof ProblemError)) throw error;
      this.missing = named !== null;
    }
  }

  /** Follow no run any more; it goes on by itself. */
  leave(): void {
    this.#socket?.close();
    this.#socket = null;
    clearTimeout(this.#silence);
    clearTimeout(this.#rest);
    live.held = false;
    reel.empty();
    Object.assign(this, { id: null, info: null, checkpoints: [], marks: [], shown: null, missing: false });
    this.#fed = false;
    this.#drawn = null;
    this.#spec = null;
    this.#snapshot = null;
    learning.clear();
    this.#log = new RunLog();
    forget();
    this.#changed();
  }

  /** Show the weights of a checkpoint; null: the newest. */
  show(step: number | null): void {
    if (!this.id || step === this.shown) return;
    this.shown = step;
    clearTimeout(this.#rest);
    live.held = step !== null && this.plain && reel.paint(this.id, step);
    if (live.held) this.#rest = setTimeout(() => this.#open(), REST_MS);
    else this.#open();
  }

  /** Have the live model look at the weights that are shown. */
  #open(): void {
    live.held = false;
    this.#adopt(this.shown === null ? `run:${this.id}` : `run:${this.id}@${this.shown}`);
    if (this.shown === null && this.active) this.pin(); // a run that stands still sends its frame again
  }

  /** Pin the current picture: the run's frames answer to it from now on. */
  pin(): void {
    this.#answers.pinned();
    this.#pinned += 1;
    const { pixels, image, preprocess } = sentOf(picture.current);
    const target = activations.classes.indexOf(picture.current.label ?? "");
    this.#socket?.probe({
      seq: this.#pinned,
      preprocess,
      ...(image ? { image } : { pixels: pixels ?? [] }),
      ...(target < 0 ? {} : { target }),
    });
    if (this.state === "paused") this.#expectFrame();
  }

  /** Which maps and filters to send, and whether how the layers are doing, with gradients, as well. */
  subscribe(layers: string[], maxFps: number, statistics: boolean): void {
    const more = statistics ? (["statistics", "gradients"] as const) : [];
    this.#socket?.subscribe({ layers, what: ["maps", "filters", ...more], max_fps: maxFps });
  }

  #listen(id: string): RunSocket {
    return new RunSocket(id, {
      after: () => this.#log.seq,
      event: (event) => this.#event(event),
      frame: (frame) => {
        clearTimeout(this.#silence);
        if (this.active) this.#frame(frame);
      },
      connection: (state) => (this.connection = state),
      refused: () => {
        this.missing = true;
        forget();
      },
    });
  }

  #frame(frame: Frame): void {
    if (frame.header["what"] === "statistics") {
      learning.take(Number(frame.header["step"]), frame.header["statistics"] as Statistics);
      return;
    }
    if (frame.header["what"] === "gradients") {
      learning.show(frame);
      return;
    }
    if (live.unreadable) return;
    if (!this.#fed && this.same && this.shown === null) this.#adopt(`run:${this.id}`);
    this.#fed = true;
    const answer = this.feeds ? showFrame(frame) : null;
    // Maps come first: with the filters a frame is whole.
    if (frame.header["what"] === "filters") {
      this.#drawn = { probe: frame.header["probe"], step: Number(frame.header["step"]) };
    }
    if (answer && this.#answers.see(answer.step, answer.label)) this.#marked();
  }

  #event(event: RunEvent): void {
    const attempt = this.#log.attempt;
    if (!this.#log.add(event)) return;
    if (event.type === "state") {
      if (this.#log.attempt > attempt && attempt > 0) this.#answers.rewind(event.from_step ?? 0);
      this.#changed();
      void this.#refresh();
      if (!this.active) this.#settle();
    }
    if (event.type === "checkpoint") void this.#refresh();
    this.#timer ??= setTimeout(() => this.#changed(), BATCH_MS);
  }

  /** The run has ended: the live model goes on with its weights. */
  #settle(): void {
    this.#fed = false;
    if (this.id && this.same && this.shown === null) this.#adopt(`run:${this.id}`);
  }

  #adopt(ref: string): void {
    if (this.same) this.#snapshot = network.snapshot() ?? this.#snapshot;
    if (this.#snapshot) network.adopt(ref, this.#snapshot);
  }

  #expectFrame(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      if (this.state !== "paused") return;
      if (this.checkpoints.some(({ step }) => step === this.step)) this.#settle();
      else this.#expectFrame();
    }, SILENCE_MS);
  }

  #marked(): void {
    this.marks = this.#answers.marks;
    if (this.id) remember(this.id, this.marks);
  }

  #changed(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#tick += 1;
  }

  /** Fetch what the log does not tell; asked for again meanwhile, once more at the end. */
  async #refresh(): Promise<void> {
    const { id } = this;
    if (!id) return;
    this.#stale = this.#fetching;
    if (this.#fetching) return;
    this.#fetching = true;
    await this.#fetch(id);
    this.#fetching = false;
    if (this.#stale) await this.#refresh();
  }

  async #fetch(id: string): Promise<void> {
    const at = `/runs/${encodeURIComponent(id)}`;
    const answers = await Promise.all([get<Run>(at), get<Checkpoint[]>(`${at}/checkpoints`)]).catch(
      () => null,
    );
    if (!answers || this.id !== id) return;
    [this.info, this.checkpoints] = answers;
  }
}

export const run = new RunState();
