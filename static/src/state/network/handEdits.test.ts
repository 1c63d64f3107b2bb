import { expect, it } from "vitest";

import { handEdits, single } from "./handEdits";

it("writes numbers as short as single precision takes them", () => {
  expect(single(0.1)).toBe(0.1);
  expect(single(Math.fround(0.1))).toBe(0.1);
  expect(single(-2)).toBe(-2);
  for (const value of [Math.PI, 1 / 3, 1e-7, 123456.789]) {
    expect(Math.fround(single(value))).toBe(Math.fround(value));
    expect(String(single(value)).length).toBeLessThan(14);
  }
});

it("says where weights come from only where something was set by hand, and the paths only where they moved", () => {
  const painted = [{ path: "a", channel: 0, weight: null, bias: 0.5 }];
  expect(handEdits("zoo", { a: "a" }, [], [], ["a"])).toBeNull();
  expect(handEdits("zoo", { a: "a" }, painted, [], ["a"])).toEqual({
    weights_from: "zoo",
    painted: [{ path: "a", channel: 0, bias: 0.5 }],
  });
  expect(handEdits(null, { a: "b" }, painted, [], ["a"])).toMatchObject({ weights_map: { a: "b" } });
});
