import { expect, it } from "vitest";

import { type Moment, withMoment, withPast } from "./learning.svelte";

const at = (step: number): Moment => ({ step, layer: { path: "c1", identical: 0 } as Moment["layer"] });

it("keeps the whole past, coarser and coarser", () => {
  let moments: Moment[] = [];
  for (let step = 0; step < 1000; step += 1) moments = withMoment(moments, at(step));
  const steps = moments.map(({ step }) => step);
  expect(steps[0]).toBe(0);
  expect(steps.at(-1)).toBe(999);
  expect(steps.length).toBeLessThanOrEqual(97);
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
});

it("forgets what comes after a step that is taken again", () => {
  const moments = [3, 4, 5].reduce((all: Moment[], step) => withMoment(all, at(step)), []);
  expect(withMoment(moments, at(4)).map(({ step }) => step)).toEqual([3, 4]);
});

it("puts a moment of the past in its place, and keeps what was seen at the time", () => {
  const moments = [3, 5].reduce((all: Moment[], step) => withMoment(all, at(step)), []);
  expect(withPast(moments, at(4)).map(({ step }) => step)).toEqual([3, 4, 5]);
  expect(withPast(moments, at(9)).map(({ step }) => step)).toEqual([3, 5, 9]);
  const seen = { ...at(5), layer: { path: "c1", identical: 7 } as Moment["layer"] };
  expect(withPast([seen], at(5))).toEqual([seen]);
});
