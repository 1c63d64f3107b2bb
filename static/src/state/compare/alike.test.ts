import { expect, it } from "vitest";

import type { Run } from "../../net/runTypes";
import { unlike } from "./alike";
import { run } from "./samples";

const like = (more: Partial<Run> = {}, training: object = {}): Run =>
  ({
    ...run({}),
    ...{ device: "cpu", precision: "float32", parent: null, begins_with: null },
    ...more,
    training: { seed: 0, batch_size: 64, ...training },
  }) as Run;
const keys = (before: Run, after: Run): string[] =>
  unlike(before, after, { dataset: (id) => id }).map(({ key }) => key);

it("finds nothing against runs of one seed, data set and batch, whatever else differs", () => {
  expect(
    keys(like(), like({ id: "other", name: "wide" }, { optimizer: { kind: "adam" }, epochs: 9 })),
  ).toEqual([]);
});

it("says that seeds differ, and which", () => {
  const [found] = unlike(like(), like({}, { seed: 7 }), { dataset: (id) => id });
  expect(found).toEqual({ key: "unlike.seed", params: { before: "0", after: "7" } });
});

it("says that data sets, batches, beginnings and machines differ", () => {
  expect(keys(like(), like({ dataset: "cifar10" }))).toEqual(["unlike.data"]);
  expect(keys(like(), like({}, { batch_size: 32 }))).toEqual(["unlike.batch"]);
  expect(keys(like(), like({ parent: { run: "x", step: 4 } }))).toEqual(["unlike.begin"]);
  expect(keys(like(), like({ device: "cuda" }))).toEqual(["unlike.machine"]);
  expect(keys(like(), like({ device: null, precision: null }))).toEqual([]);
});
