import { expect, it } from "vitest";

import type { Run } from "../../net/runTypes";
import { EVERYTHING, filtered, pressed, sorted, type Sorting } from "./rows";

const run = (id: string, more: Partial<Run> = {}): Run => ({
  ...{ id, name: id, note: "", state: "finished", created_at: "2026-01-01T00:00:00Z", dataset: "mnist" },
  ...{ network: { name: "", input: { channels: 1, height: 28, width: 28 }, layers: [] }, training: {} },
  ...{ progress: { step: 9, steps: 9, epoch: 1, epochs: 1 }, metrics: {}, device: null, precision: null },
  ...{ threads: null, images_per_second: null, seconds: 0, attempt: 1, parent: null, begins_with: null },
  error: null,
  ...more,
});
const ids = (runs: readonly Run[]): string => runs.map(({ id }) => id).join(" ");
const by = (runs: Run[], column: Sorting["column"], descending = false): string =>
  ids(sorted(runs, { column, descending }, ({ id }) => ({ a: 300, b: 20 })[id] ?? null, "en"));

it("sorts names as people do: numbers by their size", () => {
  expect(by([run("run 10"), run("run 9"), run("Run 1")], "name")).toBe("Run 1 run 9 run 10");
});

it("keeps runs without a number last, whichever way", () => {
  const runs = [
    run("c"),
    run("a", { metrics: { test_accuracy: 0.9 } }),
    run("b", { metrics: { test_accuracy: 0.95 } }),
  ];
  expect(by(runs, "accuracy")).toBe("a b c");
  expect(by(runs, "accuracy", true)).toBe("b a c");
  expect(by(runs, "parameters")).toBe("b a c");
  expect(by([run("x"), run("y", { note: "good" })], "note", true)).toBe("y x");
});

it("takes the validation images until there is a test", () => {
  const runs = [
    run("a", { metrics: { validation_loss: 0.5 } }),
    run("b", { metrics: { test_loss: 0.2, validation_loss: 0.9 } }),
  ];
  expect(by(runs, "loss")).toBe("b a");
});

it("leaves equal runs in their order and the list as it was", () => {
  const runs = [run("b"), run("a"), run("c", { state: "running" })];
  expect(by(runs, "state")).toBe("c b a");
  expect(by(runs, "dataset", true)).toBe("b a c");
  expect(ids(runs)).toBe("b a c");
});

it("filters by words anywhere, by data set and by state", () => {
  const runs = [
    run("LeNet", { note: "Широкая сеть" }),
    run("ResNet", { dataset: "cifar10", note: "wide" }),
    run("lenet two", { state: "failed" }),
  ];
  const shown = (filter: object): string => ids(filtered(runs, { ...EVERYTHING, ...filter }));
  expect(shown({})).toBe("LeNet ResNet lenet two");
  expect(shown({ text: " LENET " })).toBe("LeNet lenet two");
  expect(shown({ text: "net широкая" })).toBe("LeNet");
  expect(shown({ text: "cifar" })).toBe("ResNet");
  expect(shown({ dataset: "mnist", state: "finished" })).toBe("LeNet");
  expect(shown({ text: "nothing" })).toBe("");
});

it("turns a column over when it is pressed again; numbers begin with the largest", () => {
  const name: Sorting = { column: "name", descending: false };
  expect(pressed(name, "name")).toEqual({ column: "name", descending: true });
  expect(pressed(name, "accuracy")).toEqual({ column: "accuracy", descending: true });
  expect(pressed(name, "loss")).toEqual({ column: "loss", descending: false });
});
