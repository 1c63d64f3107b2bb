import { expect, it } from "vitest";

import { documentOf, places } from "./document";
import { repeated, runAt } from "./repeat";

const conv = { kind: "conv2d", out_channels: 4, kernel_size: 3 };
const doc = documentOf({
  name: "",
  input: { channels: 1, height: 28, width: 28 },
  layers: [{ ...conv, name: "c1" }, { kind: "relu" }, { kind: "flatten" }],
});
const kinds = (of: typeof doc): string[] => of.layers.map(({ kind }) => kind);

it("repeats a layer with what follows it, and takes the copies away again", () => {
  const three = repeated(doc, "/layers/0", 3);
  expect(kinds(three)).toEqual(["conv2d", "relu", "conv2d", "relu", "conv2d", "relu", "flatten"]);
  expect(runAt(three, "/layers/2")).toEqual({ from: 0, length: 2, count: 3 });
  expect(places(three).map(({ path }) => path)).toEqual(["c1", "1", "2", "3", "4", "5", "6"]);
  expect(repeated(three, "/layers/4", 1).layers).toEqual(doc.layers);
});

it("keeps the layers that were there, so that they keep their weights", () => {
  const two = repeated(doc, "/layers/0", 2);
  expect(two.layers.slice(0, 2)).toEqual(doc.layers.slice(0, 2));
  expect(new Set(two.layers.map(({ $id }) => $id)).size).toBe(5);
});

it("counts only what is the same", () => {
  const other = documentOf({ ...doc, layers: [conv, { ...conv, kernel_size: 5 }, conv] });
  expect(runAt(other, "/layers/0").count).toBe(1);
});
