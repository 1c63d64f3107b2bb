/** The live model: follows the sound network and the picture, fills the activations, explains units. */
import { LiveSocket, type Message, type OpenModel, type Sent, type UnitAsked } from "../net/liveSocket";
import type { AttributionHeader, LiveProblem, Note, Opened, UnitAnswer } from "../net/liveTypes";
import type { Frame } from "../net/frame";
import type { Connection } from "../net/runSocket";
import { activations } from "./activations.svelte";
import { outputChange } from "./change.svelte";
import { drill } from "./drill.svelte";
import type { Checked } from "./network.svelte";
import { passing } from "./passing.svelte";
import { type Picture, picture as shown } from "./picture.svelte";
import { type Asked, why } from "./why.svelte";

/** What an empty pad is for the network: ground. */
const NOTHING = [
  [0, 0],
  [0, 0],
];

/** The message that shows a picture to the network. */
export function sentOf(picture: Picture, asked: Asked[] = []): Sent {
  const { image, pixels, preprocess, inputSize } = picture;
  const content = image === undefined ? { pixels: pixels ?? NOTHING } : { image };
  const more = {
    ...(inputSize ? { input_size: inputSize } : {}),
    ...(asked.length ? { attribution: asked } : {}),
  };
  return { ...content, preprocess, ...more };
}

/** The message that opens the network being edited, with the weights that its untouched nodes keep. */
export function modelOf({ spec, base, weightsMap, painted, nudges }: Checked): OpenModel {
  const weights = base === null ? {} : { weights_from: base };
  const byHand = { ...(painted.length ? { painted } : {}), ...(nudges.length ? { nudges } : {}) };
  return { model: { network: spec, seed: 0, ...weights, weights_map: weightsMap, ...byHand } };
}

class Live {
  connection: Connection = $state("closed");
  /** Per channel, of x/255, where the network normalises by the data set's. */
  standard: { mean: number[]; std: number[] } | null = $state.raw(null);
  trained = $state(true);
  /** An answer to what was last shown is still to come. */
  busy = $state(false);
  notes: Note[] = $state.raw([]);
  problem: LiveProblem | null = $state.raw(null);
  /** The arithmetic of the unit last asked for. */
  unit: UnitAnswer | null = $state.raw(null);
  /** While a run's frames fill the activations the live model's answers are not shown. */
  silent = $state(false);
  /** Nor while moments of a run are gone through: those are painted from the reel. */
  held = false;

  #origin: object | null = null;
  /** The picture on its way has questions with it. */
  #asked = false;

  /** The image shown last could not be read. */
  get unreadable(): boolean {
    return this.problem?.request === "infer" && shown.current.image !== undefined;
  }

  readonly #socket = new LiveSocket({
    opened: (message) => this.#opened(message as unknown as Opened),
    result: (frame) => this.#result(frame),
    filters: (frame) => this.#filters(frame),
    unit: (message) => (this.unit = message as unknown as UnitAnswer),
    error: (message: Message) => this.#refused(message as unknown as LiveProblem),
    connection: (state) => (this.connection = state),
    busy: (state) => (this.busy = state),
  });

  open(checked: Checked): void {
    this.unit = null;
    this.#origin = checked.origin;
    outputChange.edited();
    why.again();
    drill.again();
    this.#socket.open(modelOf(checked));
  }

  show(picture: Picture, asked: Asked[]): void {
    this.#asked = asked.length > 0;
    this.#socket.infer({ ...sentOf(picture, asked), ...passing.sent() });
  }

  ask({ path, channel, y, x, curve = false, gradient = null }: UnitAsked): void {
    this.#socket.unit({ path, channel, y, x, curve, gradient });
  }

  #opened({ classes, untrained, trained, mean, std }: Opened): void {
    // What another network said about other classes is no answer while a large one is being read.
    if (classes.join() !== activations.classes.join()) activations.clear();
    activations.classes = classes;
    activations.untrained = new Set(untrained);
    this.trained = trained;
    this.standard = mean && std ? { mean, std } : null;
    this.problem = null;
  }

  /**
   * Maps of another picture or network are no answer. A picture refused with questions is shown again without:
   * they must not cost the maps. A unit whose gradient cannot be had is asked for without.
   */
  #refused(problem: LiveProblem): void {
    if (problem.request === "infer" && this.#asked) {
      why.refuse(problem);
      return;
    }
    if (problem.request === "unit" && drill.asked) {
      drill.problem = problem;
      return;
    }
    this.problem = problem;
    if (problem.request !== "unit") activations.clear();
  }

  #filters({ tensors }: Frame): void {
    if (!this.silent && !this.held) activations.filters = tensors;
  }

  #result({ header, tensors }: Frame): void {
    this.problem = null;
    this.notes = header["notes"] as Note[];
    why.take(header["attributions"] as AttributionHeader[], tensors);
    if (this.silent || this.held) return;
    activations.tensors = tensors;
    activations.probabilities = header["probabilities"] as number[] | null;
    activations.logits = header["logits"] as number[] | null;
    activations.empty = header["empty"] === true;
    activations.misfit = header["misfit"] as typeof activations.misfit;
    activations.milliseconds = header["milliseconds"] as number;
    activations.step = null;
    activations.batch = header["mode"] === "train" ? (header["batch"] as number) : null;
    outputChange.answered(activations.empty ? null : activations.logits, shown.version, this.#origin);
  }
}

export const live = new Live();
