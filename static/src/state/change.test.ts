import { expect, it } from "vitest";

import { outputChange } from "./change.svelte";

const origin = {};
const answer = (logits: number[] | null, picture = 1, of: object = origin): number | null => {
  outputChange.answered(logits, picture, of);
  return outputChange.max;
};

it("is the largest difference between the answers before and after an edit", () => {
  expect(answer([1, 2, 3])).toBeNull();
  outputChange.edited();
  expect(answer([1, 2.5, 2.75])).toBe(0.5);
  outputChange.edited();
  outputChange.edited();
  expect(answer([1, 2.5, 2.75])).toBe(0);
});

it("says nothing about another picture, another network or another number of outputs", () => {
  answer([1, 2]);
  for (const [logits, picture, of] of [
    [[1, 2], 2, origin],
    [[1, 2], 2, {}],
    [[1, 2, 3], 2, origin],
    [null, 2, origin],
  ] as [number[] | null, number, object][]) {
    outputChange.edited();
    expect(answer(logits, picture, of)).toBeNull();
  }
});
