import { expect, test } from "vitest";

import { stretches } from "./tape";

const at = (...labels: (string | null)[]) => labels.map((label, step) => ({ step, label }));

test("equal answers that follow one another are one stretch", () => {
  expect(stretches(at("3", "3", "8", "3"))).toEqual([
    { from: 0, to: 1, label: "3" },
    { from: 2, to: 2, label: "8" },
    { from: 3, to: 3, label: "3" },
  ]);
});

test("moments may come in any order", () => {
  expect(stretches(at("1", "1", "2").reverse())).toEqual(stretches(at("1", "1", "2")));
});

test("a moment without an answer ends a stretch", () => {
  expect(stretches(at("1", null, "1"))).toHaveLength(2);
  expect(stretches(at(null))).toEqual([]);
  expect(stretches([])).toEqual([]);
});
