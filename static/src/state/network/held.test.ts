import { expect, test } from "vitest";

import { deviation } from "./deviation";
import { documentOf } from "./document";
import { frozenKey, heldIn, withHeld, withStill } from "./held";

const doc = documentOf({
  name: "",
  input: { channels: 1, height: 8, width: 8 },
  layers: [
    { kind: "conv2d", name: "c1" },
    { kind: "residual", body: [{ kind: "conv2d" }, { kind: "relu" }] },
  ],
});

test("what is set apart follows the node and is told by its path now", () => {
  const held = {
    frozen: ["1"],
    frozen_filters: { c1: [0, 2] },
    initializers: { "1.body.0": { kind: "normal", std: 0.5 } },
  };
  const marked = withHeld(doc, held);
  expect(heldIn(marked)).toEqual(held);
  const [first, ...others] = marked.layers;
  const moved = { ...marked, layers: [...others, ...(first ? [first] : [])] };
  expect(heldIn(moved).frozen).toEqual(["0"]);
  expect(heldIn(doc)).toEqual({});
  expect(heldIn(moved).frozen_filters).toEqual({ c1: [0, 2] });
  expect(withHeld(doc, { frozen: ["1"] }).layers[0]).toBe(doc.layers[0]);
});

test("the order in which things were frozen makes no difference", () => {
  expect(frozenKey({ frozen: ["a", "b"] })).toBe(frozenKey({ frozen: ["b", "a"], frozen_filters: {} }));
  expect(frozenKey({ frozen_filters: { c: [1] } })).not.toBe(frozenKey({ frozen_filters: { c: [2] } }));
});

test("filters are held and let go one by one", () => {
  expect(withStill(undefined, 3, true)).toEqual([3]);
  expect(withStill([3, 10], 4, true)).toEqual([3, 4, 10]);
  expect(withStill([3], 3, true)).toEqual([3]);
  expect(withStill([3], 3, false)).toBeUndefined();
});

const linear = { kind: "linear" };
const conv = { kind: "conv2d" };

test.each([
  // The lectures' numbers for 100 inputs and 50 outputs.
  ["inverse_sqrt", linear, [50, 100], 0.1],
  ["xavier", linear, [50, 100], 0.11547005383792516],
  ["he", linear, [50, 100], 0.1414213562373095],
  ["default", linear, [50, 100], 1 / Math.sqrt(300)],
  ["zeros", linear, [50, 100], 0],
  ["orthogonal", linear, [50, 100], 0.1],
  ["he", conv, [16, 8, 3, 3], Math.sqrt(2 / 72)],
  ["xavier", conv, [16, 8, 3, 3], Math.sqrt(2 / (72 + 144))],
  // One stamp in four reaches a unit.
  ["he", { kind: "conv_transpose2d", stride: 2 }, [32, 64, 4, 4], Math.sqrt(2 / (32 * 4))],
  ["unheard of", linear, [50, 100], null],
])("the first weights by %s spread as its definition says", (kind, node, shape, wanted) => {
  const found = deviation({ kind }, node, shape);
  if (wanted === null) expect(found).toBeNull();
  else expect(found).toBeCloseTo(wanted, 12);
});

test("a deviation of one's own is what it is", () => {
  expect(deviation({ kind: "normal", std: 0.03 }, linear, [50, 100])).toBe(0.03);
});
