/**
 * The socket of one run: its event log from a place on, then live, and frames of what the network sees.
 *
 * A lost connection is opened again with `after` = the last event taken in, so that nothing is told twice or left
 * out; what the page had asked for (`subscribe`, `probe`) is asked for again.
 */
import { decodeFrame, type Frame } from "./frame";
import type { RunEvent } from "./runTypes";

export type Connection = "connecting" | "open" | "lost" | "closed";

export interface Subscription {
  layers: string[];
  what: ("maps" | "filters" | "statistics" | "gradients")[];
  max_fps: number;
}

export interface Probe {
  /** Comes back as `probe` in the frames that answer to it. */
  seq: number;
  pixels?: number[][] | number[][][];
  image?: string;
  preprocess: string;
  /** The class that the picture is of, for gradients; without it the most probable one. */
  target?: number;
}

export interface RunHandlers {
  /** The last event taken in, −1 at first. */
  after(): number;
  event(event: RunEvent): void;
  frame(frame: Frame): void;
  connection(state: Connection): void;
  /** The server refuses for good: the run is unknown, or a message was bad. */
  refused(code: number): void;
}

const BAD_MESSAGE = 4400;
const REFUSED = [BAD_MESSAGE, 4401, 4404];
const FIRST_WAIT = 250;
const LONGEST_WAIT = 5000;

function address(id: string, after: number): string {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${location.host}/ws/v1/runs/${encodeURIComponent(id)}?after=${after}`;
}

export class RunSocket {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wait = FIRST_WAIT;
  private subscription: Subscription | null = null;
  private pinned: Probe | null = null;

  constructor(
    private readonly id: string,
    private readonly handlers: RunHandlers,
  ) {
    this.open();
  }

  subscribe(subscription: Subscription): void {
    this.subscription = subscription;
    this.send({ type: "subscribe", ...subscription });
  }

  /** Pin a picture: frames show what the network in training makes of it. */
  probe(probe: Probe): void {
    this.pinned = probe;
    this.send({ type: "probe", ...probe });
  }

  close(): void {
    clearTimeout(this.timer);
    const { socket } = this;
    this.socket = null;
    socket?.close();
    this.handlers.connection("closed");
  }

  private open(): void {
    this.handlers.connection("connecting");
    const socket = new WebSocket(address(this.id, this.handlers.after()));
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.onopen = () => this.opened(socket);
    socket.onmessage = ({ data }) => {
      if (socket === this.socket) this.receive(data as string | ArrayBuffer);
    };
    socket.onclose = ({ code }) => {
      if (socket === this.socket) this.lost(code);
    };
  }

  private opened(socket: WebSocket): void {
    if (socket !== this.socket) return;
    this.handlers.connection("open");
    if (this.pinned) this.probe(this.pinned);
    if (this.subscription) this.subscribe(this.subscription);
  }

  private receive(data: string | ArrayBuffer): void {
    this.wait = FIRST_WAIT;
    if (typeof data === "string") {
      this.handlers.event(JSON.parse(data) as RunEvent);
      return;
    }
    const frame = decodeFrame(data);
    this.handlers.frame(frame);
    this.send({ type: "ack", frame: frame.header["frame"] ?? frame.header["step"] ?? 0 });
  }

  private lost(code: number): void {
    this.socket = null;
    const unreadable = code === BAD_MESSAGE && this.pinned?.image !== undefined;
    if (unreadable)
      this.pinned = null; // the live socket says what is wrong with it
    else if (REFUSED.includes(code)) {
      this.handlers.connection("closed");
      this.handlers.refused(code);
      return;
    }
    this.handlers.connection("lost");
    this.timer = setTimeout(() => this.open(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  private send(message: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }
}
