import { describe, expect, it } from "vitest";

import { RunLog } from "../state/runLog";
import { chartTable, positive, valueAt } from "./chartTable";

/** Four steps of 64 images at 640/s, two to an epoch; evaluated at steps 0, 2 and 4. */
function example(): RunLog {
  const log = new RunLog(64);
  const evaluated = { type: "evaluation", attempt: 1, images: 200 } as const;
  log.add({ seq: 0, ...evaluated, step: 0, epoch: 0, split: "validation", loss: 2.3, accuracy: 0.1 });
  log.add({
    seq: 1,
    type: "metrics",
    attempt: 1,
    step: [1, 2, 3, 4],
    epoch: [0.5, 1, 1.5, 2],
    train_loss: [2, 1, 0.5, null],
    train_accuracy: [0.2, 0.5, 0.8, 0.9],
    lr: [1, 1, 1, 1],
    finite: [true, true, true, false],
    images_per_second: 640,
    threads: 1,
  });
  log.add({ seq: 2, ...evaluated, step: 2, epoch: 1, split: "validation", loss: 1.2, accuracy: 0.4 });
  log.add({ seq: 3, ...evaluated, step: 4, epoch: 2, split: "test", loss: 0.6, accuracy: 0.7 });
  return log;
}

describe("chartTable", () => {
  it("has a row for every step trained or evaluated", () => {
    const { x, columns } = chartTable(example(), "loss", { axis: "step", smoothing: 0 });
    expect(x).toEqual([0, 1, 2, 3, 4]);
    expect(columns.train).toEqual([null, 2, 1, 0.5, null]);
    expect(columns.validation).toEqual([2.3, null, 1.2, null, null]);
    expect(columns.test).toEqual([null, null, null, null, 0.6]);
  });

  it("places rows by epoch or by seconds of training", () => {
    expect(chartTable(example(), "loss", { axis: "epoch", smoothing: 0 }).x).toEqual([0, 0.5, 1, 1.5, 2]);
    const { x } = chartTable(example(), "loss", { axis: "time", smoothing: 0 });
    expect(x.map((value) => value.toFixed(1))).toEqual(["0.0", "0.1", "0.2", "0.3", "0.4"]);
  });

  it("shows the raw curve only beside a smoothed one", () => {
    const { columns } = chartTable(example(), "accuracy", { axis: "step", smoothing: 0.5 });
    expect(columns.raw).toEqual([null, 0.2, 0.5, 0.8, 0.9]);
    expect(columns.train[2]).toBeCloseTo((0.25 * 0.2 + 0.5 * 0.5) / 0.75);
  });

  it("keeps evaluated steps when the training curve is thinned", () => {
    const { steps, columns } = chartTable(example(), "loss", { axis: "step", smoothing: 0, most: 2 });
    expect(steps).toEqual([0, 1, 2, 3, 4]);
    expect(columns.validation[2]).toBe(1.2);
  });
});

it("reads the value at a row or the last before it", () => {
  expect(valueAt([null, 1, null], 2)).toBe(1);
  expect(valueAt([null, 1, null], 0)).toBeNull();
  expect(positive([0, 1, null])).toEqual([null, 1, null]);
});
