import { describe, expect, it } from "vitest";

import type { MetricsEvent, RunEvent } from "../net/runTypes";
import { countUpTo, RunLog } from "./runLog";

function metrics(seq: number, attempt: number, steps: number[], loss = 1): MetricsEvent {
  return {
    seq,
    type: "metrics",
    attempt,
    step: steps,
    epoch: steps.map((step) => step / 10),
    train_loss: steps.map(() => loss),
    train_accuracy: steps.map(() => 0.5),
    lr: steps.map(() => 0.003),
    finite: steps.map(() => true),
    images_per_second: 640,
    threads: 1,
  };
}

function logOf(...events: RunEvent[]): RunLog {
  const log = new RunLog(64);
  for (const event of events) log.add(event);
  return log;
}

describe("RunLog", () => {
  it("joins blocks of metrics into columns", () => {
    const log = logOf(metrics(0, 1, [1, 2]), metrics(1, 1, [3]));
    expect(log.train.step).toEqual([1, 2, 3]);
    expect(log.train.epoch).toEqual([0.1, 0.2, 0.3]);
    expect(log.step).toBe(3);
    expect(log.seq).toBe(1);
  });

  it("counts seconds of training from the rate: 64 images at 640/s are 0.1 s", () => {
    expect(logOf(metrics(0, 1, [1, 2, 3])).train.seconds.map((s) => s.toFixed(1))).toEqual([
      "0.1",
      "0.2",
      "0.3",
    ]);
  });

  it("takes an event once, however often it is told", () => {
    const log = logOf(metrics(0, 1, [1]));
    expect(log.add(metrics(0, 1, [1]))).toBe(false);
    expect(log.train.step).toEqual([1]);
  });

  it("drops what a lost attempt said about later steps", () => {
    const rest = { attempt: 1, images: 200 };
    const log = logOf(
      { seq: 0, type: "state", state: "running", attempt: 1, from_step: 0 },
      metrics(1, 1, [1, 2, 3, 4], 1),
      { seq: 2, type: "evaluation", step: 2, epoch: 0.2, split: "test", loss: 1, accuracy: 0.5, ...rest },
      { seq: 3, type: "evaluation", step: 4, epoch: 0.4, split: "test", loss: 1, accuracy: 0.6, ...rest },
      { seq: 4, type: "state", state: "running", attempt: 2, from_step: 2 },
      metrics(5, 2, [3, 4], 2),
    );
    expect(log.train.step).toEqual([1, 2, 3, 4]);
    expect(log.train.loss).toEqual([1, 1, 2, 2]);
    expect(log.evaluations.test.map((entry) => entry.step)).toEqual([2]);
  });

  it("keeps everything when a state is told within one attempt", () => {
    const log = logOf(
      { seq: 0, type: "state", state: "running", attempt: 1, from_step: 0 },
      metrics(1, 1, [1, 2]),
      { seq: 2, type: "state", state: "paused", attempt: 1, from_step: 0 },
    );
    expect(log.train.step).toEqual([1, 2]);
    expect(log.state).toBe("paused");
  });

  it("shows a loss that is not finite as a gap and remembers where", () => {
    const event = { ...metrics(0, 1, [1, 2]), train_loss: [1, null], finite: [true, false] };
    const log = logOf(event, {
      seq: 1,
      type: "problem",
      attempt: 1,
      code: "diverged",
      detail: "",
      params: { lr: 1e30 },
    });
    expect(log.train.loss).toEqual([1, null]);
    expect(log.brokenAt).toBe(2);
    expect(log.problem).toEqual({ code: "diverged", detail: "", params: { lr: 1e30 } });
  });
});

it("counts entries up to a step", () => {
  expect([0, 1, 5, 9, 10].map((step) => countUpTo([1, 5, 9], step))).toEqual([0, 1, 2, 3, 3]);
});
