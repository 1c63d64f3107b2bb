import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { RunSocket, type RunHandlers } from "./runSocket";

/** The browser's end of a connection that the test plays the server to. */
class Line {
  static readonly OPEN = 1;
  static lines: Line[] = [];
  readyState = 0;
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly url: string) {
    Line.lines.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.drop(1000);
  }
  accept(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  tell(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  drop(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

const last = (): Line => Line.lines.at(-1) as Line;

function listen(): { seen: number[]; states: string[]; refusals: number[]; socket: RunSocket } {
  const [seen, states, refusals]: [number[], string[], number[]] = [[], [], []];
  const handlers: RunHandlers = {
    after: () => seen.at(-1) ?? -1,
    event: ({ seq }) => void seen.push(seq),
    frame: () => undefined,
    connection: (state) => void states.push(state),
    refused: (code) => void refusals.push(code),
  };
  return { seen, states, refusals, socket: new RunSocket("r1", handlers) };
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

it("asks for the whole log first, and after a break for what comes after the last event", () => {
  const { seen } = listen();
  expect(last().url).toMatch(/\/ws\/v1\/runs\/r1\?after=-1$/);
  last().accept();
  for (const seq of [0, 1, 2]) last().tell({ seq, type: "state" });
  last().drop(1006);
  vi.runAllTimers();
  expect(Line.lines).toHaveLength(2);
  expect(last().url).toMatch(/after=2$/);
  expect(seen).toEqual([0, 1, 2]);
});

it("goes on without a pinned image that the server cannot read", () => {
  const { socket, refusals } = listen();
  socket.subscribe({ layers: ["c1"], what: ["maps"], max_fps: 10 });
  socket.probe({ seq: 1, image: "!", preprocess: "none" });
  last().accept();
  last().drop(4400);
  vi.runAllTimers();
  last().accept();
  expect(last().sent.map(({ type }) => type)).toEqual(["subscribe"]);
  last().drop(4400);
  expect(refusals).toEqual([4400]);
});

it("asks again for frames and the pinned drawing after a break", () => {
  const { socket } = listen();
  socket.subscribe({ layers: ["c1"], what: ["maps"], max_fps: 10 });
  socket.probe({ seq: 1, pixels: [[0]], preprocess: "digit" });
  last().accept();
  const asked = last().sent;
  expect(asked.map(({ type }) => type)).toEqual(["probe", "subscribe"]);
  last().drop(4408);
  vi.runAllTimers();
  last().accept();
  expect(last().sent).toEqual(asked);
});

it("waits longer and longer, and starts over once the server speaks again", () => {
  const { states } = listen();
  for (const wait of [250, 500, 1000]) {
    last().drop(1006);
    const lines = Line.lines.length;
    vi.advanceTimersByTime(wait - 1);
    expect(Line.lines).toHaveLength(lines);
    vi.advanceTimersByTime(1);
    expect(Line.lines).toHaveLength(lines + 1);
  }
  last().accept();
  last().tell({ seq: 0, type: "state" });
  last().drop(1006);
  vi.advanceTimersByTime(250);
  expect(Line.lines).toHaveLength(5);
  expect(states).toContain("lost");
});

it("does not come back for a run that is not there, nor once closed", () => {
  const { refusals } = listen();
  last().drop(4404);
  vi.runAllTimers();
  expect(refusals).toEqual([4404]);
  expect(Line.lines).toHaveLength(1);
  const { socket } = listen();
  socket.close();
  vi.runAllTimers();
  expect(Line.lines).toHaveLength(2);
});
