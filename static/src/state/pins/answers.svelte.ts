/**
 * What the pinned pictures are taken for: by the network at hand, and by every moment of the run.
 *
 * Asked for over a socket of its own, model by model, all pictures of a model one after the other and without their
 * maps. A pinned picture's answer is a few numbers: they are kept.
 */
import type { Frame } from "../../net/frame";
import { LiveSocket, type OpenModel } from "../../net/liveSocket";
import { live, modelOf, sentOf } from "../live.svelte";
import { network } from "../network.svelte";
import { run } from "../run.svelte";
import { timeline } from "../timeline.svelte";
import { type Pin, pins } from "./pins.svelte";

export type Probabilities = readonly number[] | null;

interface Question {
  /** Of the answer among those that are kept. */
  key: string;
  model: OpenModel;
  pin: Pin;
}

const REST_MS = 250;
const momentKey = (step: number, { id }: Pin): string => `${step} ${id}`;
const nowKey = ({ id }: Pin): string => `now ${id}`;

class PinAnswers {
  /** Probabilities by key; null where the network could not read the picture. */
  #known: ReadonlyMap<string, Probabilities> = $state.raw(new Map());
  #run: string | null = null;
  #due: Question[] = [];
  #asked: Question | null = null;
  #opened: OpenModel | null = null;
  #socket: LiveSocket | null = null;

  /** Of the network at hand, or of the moment on show; undefined: not known yet, as while a run's frames come. */
  shown(pin: Pin): Probabilities | undefined {
    if (run.shown !== null) return this.#known.get(momentKey(run.shown, pin));
    return live.silent ? undefined : this.#known.get(nowKey(pin));
  }

  /** Of a moment of the run. */
  at(step: number, pin: Pin): Probabilities | undefined {
    return this.#known.get(momentKey(step, pin));
  }

  /** Every moment of the run has answered to every pin. */
  get complete(): boolean {
    return timeline.steps.every((step) => pins.list.every((pin) => this.#known.has(momentKey(step, pin))));
  }

  /** Keep the answers up to date: to be called in an effect. */
  follow(): (() => void) | undefined {
    const { list } = pins;
    const { id } = run;
    if (!list.length) return void this.#rest();
    if (id !== this.#run) this.#forget(id);
    const near = run.plain && (timeline.near || run.shown !== null);
    const questions = [...this.#ofNow(list), ...(near ? this.#ofMoments(list) : [])];
    const timer = setTimeout(() => this.#ask(questions), REST_MS);
    return () => clearTimeout(timer);
  }

  #ofMoments(list: readonly Pin[]): Question[] {
    return timeline.steps.flatMap((step) => {
      const model = { model: `run:${run.id}@${step}` };
      return list.map((pin) => ({ key: momentKey(step, pin), model, pin }));
    });
  }

  /** While a run's frames come the network at hand is ever another one: the answers wait until it stands. */
  #ofNow(list: readonly Pin[]): Question[] {
    const { checked } = network;
    if (!checked || live.silent || run.shown !== null) return [];
    const model = modelOf(checked);
    return list.map((pin) => ({ key: nowKey(pin), model, pin }));
  }

  #forget(id: string | null): void {
    this.#run = id;
    this.#known = new Map();
  }

  #ask(questions: Question[]): void {
    this.#due = questions.filter(({ key }) => key.startsWith("now") || !this.#known.has(key));
    if (this.#asked === null) this.#next();
  }

  #next(): void {
    const next = this.#due.shift();
    if (!next) return this.#rest();
    this.#asked = next;
    this.#socket ??= this.#listen();
    if (next.model !== this.#opened) this.#socket.open((this.#opened = next.model));
    this.#socket.infer({ ...sentOf(next.pin.picture), layers: [] });
  }

  #rest(): void {
    this.#socket?.close();
    [this.#socket, this.#opened, this.#asked] = [null, null, null];
  }

  #answered(probabilities: Probabilities): void {
    if (this.#asked) this.#known = new Map(this.#known).set(this.#asked.key, probabilities);
    this.#asked = null;
    this.#next();
  }

  #listen(): LiveSocket {
    return new LiveSocket({
      result: ({ header }: Frame) => this.#answered(header["probabilities"] as Probabilities),
      error: ({ request }) => request !== "filters" && this.#answered(null),
      filters: () => undefined,
      opened: () => undefined,
      unit: () => undefined,
      connection: () => undefined,
      busy: () => undefined,
    });
  }
}

export const pinAnswers = new PinAnswers();
