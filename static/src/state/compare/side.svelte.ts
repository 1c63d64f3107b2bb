/** A moment of one run, opened: its answer to the picture, its maps and its filters. */
import type { NetworkSummary } from "../../gen/api";
import type { Frame, FrameTensor } from "../../net/frame";
import { LiveSocket } from "../../net/liveSocket";
import type { LiveProblem } from "../../net/liveTypes";
import { sentOf } from "../live.svelte";
import type { Picture } from "../picture.svelte";

export interface Answer {
  label: string;
  probability: number;
}

export class Side {
  /** The step that `filters` and `tensors` are of; null: none yet. */
  step: number | null = $state(null);
  tensors: ReadonlyMap<string, FrameTensor> = $state.raw(new Map());
  filters: ReadonlyMap<string, FrameTensor> = $state.raw(new Map());
  summary: NetworkSummary | null = $state.raw(null);
  answer: Answer | null = $state.raw(null);
  empty = $state(true);
  busy = $state(false);
  problem: LiveProblem | null = $state.raw(null);
  #classes: string[] = [];
  #asked = "";
  #step = 0;
  #filters: ReadonlyMap<string, FrameTensor> = new Map();
  #socket: LiveSocket | null = null;

  /** Show a moment of a run, for a picture. */
  show(run: string, step: number, picture: Picture): void {
    const model = `run:${run}@${step}`;
    this.#socket ??= this.#listen();
    if (model !== this.#asked) {
      this.#asked = model;
      this.#step = step;
      this.#socket.open({ model });
    }
    this.#socket.infer(sentOf(picture));
  }

  close(): void {
    this.#socket?.close();
    this.#socket = null;
    this.#asked = "";
    Object.assign(this, { step: null, tensors: new Map(), filters: new Map(), answer: null, busy: false });
  }

  #listen(): LiveSocket {
    return new LiveSocket({
      opened: (message) => {
        const { classes, summary } = message as unknown as { classes: string[]; summary: NetworkSummary };
        this.#classes = classes;
        this.summary = summary;
        this.problem = null;
      },
      filters: ({ tensors }) => (this.#filters = tensors),
      result: (frame) => this.#result(frame),
      error: (message) => (this.problem = message as unknown as LiveProblem),
      unit: () => undefined,
      connection: () => undefined,
      busy: (busy) => (this.busy = busy),
    });
  }

  #result({ header, tensors }: Frame): void {
    const probabilities = (header["probabilities"] as number[] | null) ?? [];
    const best = probabilities.indexOf(Math.max(...probabilities));
    const label = this.#classes[best];
    Object.assign(this, { step: this.#step, tensors, filters: this.#filters, problem: null });
    this.empty = header["empty"] === true;
    this.answer = this.empty || label === undefined ? null : { label, probability: probabilities[best] ?? 0 };
  }
}
