/**
 * The live socket: open a model, send pictures, ask for one unit's arithmetic.
 *
 * Latest wins: one picture is on its way and the newest waits, the same for units. A lost connection is opened
 * again; the model and the last picture are then sent again.
 */
import { decodeFrame, type Frame } from "./frame";
import type { Connection } from "./runSocket";

export interface OpenModel {
  model:
    | string
    | {
        network: object;
        seed: number;
        weights_from?: string;
        weights_map?: Record<string, string>;
        painted?: object[];
        nudges?: object[];
      };
}

export interface Sent {
  pixels?: number[][] | number[][][];
  image?: string;
  preprocess: string;
  input_size?: "network" | "image";
  /** Whose maps come with the answer; all of them where it is left out. */
  layers?: string[];
  /** How the pass is computed; left out: as in a test. */
  mode?: "test" | "train";
  mask_seed?: number;
  /** Why this answer? */
  attribution?: object[];
}

export interface UnitAsked {
  path: string;
  channel: number;
  y: number;
  x: number;
  /** Its activation as a curve too. */
  curve?: boolean;
  /** The gradient of a score too. */
  gradient?: object | null;
}

export type Message = Record<string, unknown> & { type: string };

export interface LiveHandlers {
  opened(message: Message): void;
  result(frame: Frame): void;
  filters(frame: Frame): void;
  unit(message: Message): void;
  error(message: Message): void;
  connection(state: Connection): void;
  /** Is an answer to what was last shown still to come? */
  busy(state: boolean): void;
}

const FIRST_WAIT = 250;
const LONGEST_WAIT = 5000;

function address(): string {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${location.host}/ws/v1/live`;
}

export class LiveSocket {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wait = FIRST_WAIT;
  private model: OpenModel | null = null;
  private picture: Sent | null = null;
  /** A model is being opened; `modelDue`: and another was asked for since. */
  private opening = false;
  private modelDue = false;
  private seq = 0;
  /** The picture on its way; answers to older ones are of a model that is no longer open. */
  private asked = 0;
  private pictureDue = false;
  private unitAsked: UnitAsked | null = null;
  private unitDue: UnitAsked | null = null;

  constructor(private readonly handlers: LiveHandlers) {}

  open(model: OpenModel): void {
    this.model = model;
    this.modelDue = true;
    if (!this.socket) this.connect();
    this.pump();
  }

  infer(picture: Sent): void {
    this.picture = picture;
    this.pictureDue = true;
    this.pump();
  }

  unit(unit: UnitAsked): void {
    this.unitDue = unit;
    this.pump();
  }

  close(): void {
    clearTimeout(this.timer);
    const { socket } = this;
    this.socket = null;
    socket?.close();
  }

  private connect(): void {
    this.handlers.connection("connecting");
    const socket = new WebSocket(address());
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.onopen = () => {
      if (socket === this.socket) this.begin();
    };
    socket.onmessage = ({ data }) => {
      if (socket === this.socket) this.receive(data as string | ArrayBuffer);
    };
    socket.onclose = () => {
      if (socket === this.socket) this.lost();
    };
  }

  /** A new connection knows nothing yet. */
  private begin(): void {
    this.handlers.connection("open");
    this.opening = false;
    this.modelDue = this.model !== null;
    this.pump();
  }

  private pump(): void {
    this.sendDue();
    this.handlers.busy(this.opening || this.modelDue || this.pictureDue || this.asked > 0);
  }

  /** Send what waits, where nothing of its kind is on its way. */
  private sendDue(): void {
    if (this.socket?.readyState !== WebSocket.OPEN || this.opening) return;
    if (this.modelDue) this.sendModel();
    else {
      if (this.pictureDue && !this.asked) this.sendPicture();
      if (this.unitDue && !this.unitAsked) this.sendUnit(this.unitDue);
    }
  }

  /** What is on its way belongs to the model before: its answers are dropped. */
  private sendModel(): void {
    this.opening = true;
    this.modelDue = false;
    this.asked = 0;
    this.unitAsked = null;
    this.pictureDue = this.picture !== null;
    this.send({ type: "open", ...this.model });
    this.send({ type: "filters" });
  }

  private sendPicture(): void {
    this.pictureDue = false;
    this.asked = this.seq += 1;
    this.send({ type: "infer", seq: this.seq, ...this.picture });
  }

  private sendUnit(unit: UnitAsked): void {
    this.unitAsked = unit;
    this.unitDue = null;
    this.send({ type: "unit", ...unit });
  }

  private receive(data: string | ArrayBuffer): void {
    this.wait = FIRST_WAIT;
    if (typeof data === "string") this.told(JSON.parse(data) as Message);
    else this.framed(decodeFrame(data));
    this.pump();
  }

  private framed(frame: Frame): void {
    if (this.opening) return;
    if (frame.header.type === "filters") return this.handlers.filters(frame);
    if (frame.header["seq"] !== this.asked) return;
    this.asked = 0;
    this.handlers.result(frame);
  }

  private told(message: Message): void {
    if (message.type === "opened") {
      this.opening = false;
      if (!this.modelDue) this.handlers.opened(message);
    } else if (message.type === "unit") this.explained(message);
    else this.refused(message);
  }

  private explained(message: Message): void {
    const asked = this.unitAsked;
    this.unitAsked = null;
    if (asked && asked.path === message["path"]) this.handlers.unit(message);
  }

  private refused(message: Message): void {
    if (message["request"] === "open") this.opening = false;
    if (message["request"] === "infer") this.asked = 0;
    if (message["request"] === "unit") this.unitAsked = null;
    this.handlers.error(message);
  }

  private lost(): void {
    this.socket = null;
    this.handlers.connection("lost");
    this.timer = setTimeout(() => this.connect(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  private send(message: object): void {
    this.socket?.send(JSON.stringify(message));
  }
}
