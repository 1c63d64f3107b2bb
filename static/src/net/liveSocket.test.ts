import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { LiveSocket, type LiveHandlers } from "./liveSocket";

/** The browser's end of a connection that the test plays the server to. */
class Line {
  static readonly OPEN = 1;
  static lines: Line[] = [];
  readyState = 0;
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;

  constructor(readonly url: string) {
    Line.lines.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.drop();
  }
  accept(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  tell(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  answer(seq: number): void {
    const text = new TextEncoder().encode(JSON.stringify({ type: "result", seq, tensors: [] }));
    const bytes = new Uint8Array(Math.ceil((4 + text.length) / 8) * 8);
    new DataView(bytes.buffer).setUint32(0, text.length, true);
    bytes.set(text, 4);
    this.onmessage?.({ data: bytes.buffer });
  }
  drop(): void {
    this.readyState = 3;
    this.onclose?.();
  }
  types(): unknown[] {
    return this.sent.map(({ type, seq }) => (type === "infer" ? seq : type));
  }
}

const last = (): Line => Line.lines.at(-1) as Line;
const drawing = (ink: number) => ({ pixels: [[ink]], preprocess: "digit" });

interface Heard {
  socket: LiveSocket;
  results: unknown[];
  states: string[];
  problems: unknown[];
  waiting: boolean[];
}

function live(): Heard {
  const [results, states, problems, waiting]: [unknown[], string[], unknown[], boolean[]] = [[], [], [], []];
  const handlers: LiveHandlers = {
    opened: () => undefined,
    result: ({ header }) => void results.push(header["seq"]),
    filters: () => undefined,
    unit: ({ channel }) => void results.push(`unit ${String(channel)}`),
    error: ({ code }) => void problems.push(code),
    connection: (state) => void states.push(state),
    busy: (state) => void waiting.push(state),
  };
  return { socket: new LiveSocket(handlers), results, states, problems, waiting };
}

function opened(): ReturnType<typeof live> {
  const all = live();
  all.socket.open({ model: "lenet5-mnist" });
  last().accept();
  last().tell({ type: "opened" });
  return all;
}

beforeEach(() => {
  Line.lines = [];
  vi.stubGlobal("WebSocket", Line);
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("keeps one picture on its way and only the newest waiting", () => {
  const { socket, results } = opened();
  for (const ink of [1, 2, 3]) socket.infer(drawing(ink));
  expect(last().types()).toEqual(["open", "filters", 1]);
  last().answer(1);
  expect(last().types()).toEqual(["open", "filters", 1, 2]);
  expect(last().sent.at(-1)?.["pixels"]).toEqual([[3]]);
  last().answer(2);
  expect(results).toEqual([1, 2]);
});

it("shows the picture to a model opened later, and drops the answer of the one before", () => {
  const { socket, results } = opened();
  socket.infer(drawing(1));
  socket.open({ model: "run:r1" });
  socket.open({ model: "run:r2" });
  last().answer(1);
  expect(results).toEqual([]);
  last().tell({ type: "opened" });
  expect(last().sent.at(-2)?.["model"]).toBe("run:r2");
  last().tell({ type: "opened" });
  expect(last().sent.at(-1)).toMatchObject({ type: "infer", pixels: [[1]] });
});

it("asks for units one at a time, the newest next", () => {
  const { socket, results } = opened();
  for (const channel of [0, 1, 2]) socket.unit({ path: "c1", channel, y: 0, x: 0 });
  last().tell({ type: "unit", path: "c1", channel: 0 });
  last().tell({ type: "unit", path: "c1", channel: 2 });
  expect(results).toEqual(["unit 0", "unit 2"]);
  expect(last().sent.filter(({ type }) => type === "unit")).toHaveLength(2);
});

it("goes on after a refusal", () => {
  const { socket, problems } = opened();
  socket.infer(drawing(1));
  last().tell({ type: "error", request: "infer", seq: 1, code: "image_truncated" });
  socket.infer(drawing(2));
  expect(problems).toEqual(["image_truncated"]);
  expect(last().types().at(-1)).toBe(2);
});

it("comes back after a break with the model and the picture", () => {
  const { socket, states } = opened();
  socket.infer(drawing(7));
  last().drop();
  expect(states.at(-1)).toBe("lost");
  vi.advanceTimersByTime(250);
  last().accept();
  last().tell({ type: "opened" });
  expect(last().types()).toEqual(["open", "filters", 2]);
  expect(last().sent.at(-1)?.["pixels"]).toEqual([[7]]);
});

it("is busy until the newest picture is answered", () => {
  const { socket, waiting } = live();
  socket.open({ model: "lenet5-mnist" });
  last().accept();
  last().tell({ type: "opened" });
  socket.infer(drawing(1));
  socket.infer(drawing(2));
  last().answer(1);
  expect(waiting.at(-1)).toBe(true);
  last().answer(2);
  expect(waiting.at(-1)).toBe(false);
});
