import { describe, expect, it } from "vitest";

import { AnswerMarks, argmax, flips, numbers, softmax, topOf } from "./runMarks";

it("marks the steps at which the answer changed, and not a new drawing", () => {
  const answers = new AnswerMarks();
  expect([answers.see(1, "8"), answers.see(2, "8"), answers.see(37, "3")]).toEqual([false, false, true]);
  expect(answers.marks).toEqual([{ step: 37, from: "8", to: "3" }]);
  answers.pinned();
  expect(answers.see(40, "5")).toBe(false);
  expect(answers.see(41, "6")).toBe(true);
  answers.rewind(40);
  expect(answers.marks.map(({ step }) => step)).toEqual([37]);
});

it("finds the top label", () => {
  expect(argmax([0.1, 0.7, 0.2])).toBe(1);
  expect(argmax([])).toBe(-1);
});

it("reads a vector's numbers from its bytes: low + u8·(high − low)/255", () => {
  const tensor = { name: "f", shape: [3], dtype: "uint8", low: [-1], high: [1] };
  expect(numbers({ ...tensor, data: new Uint8Array([0, 255, 51]) })).toEqual([-1, 1, expect.closeTo(-0.6)]);
});

it("turns logits into shares of one", () => {
  const [even, odd] = [softmax([2, 2]), softmax([0, Math.log(3)])];
  expect(even).toEqual([0.5, 0.5]);
  expect(odd[1]).toBeCloseTo(0.75);
});

describe("flips between moments", () => {
  it("are where the label differs from the one before", () => {
    const moments = ["8", "8", "3", "3", "8"].map((label, index) => ({ step: index * 10, label }));
    expect(flips(moments)).toEqual([
      { step: 20, from: "8", to: "3" },
      { step: 40, from: "3", to: "8" },
    ]);
  });

  it("pass over moments without an answer", () => {
    const moments = ["8", null, "8", null, "3"].map((label, step) => ({ step, label }));
    expect(flips(moments)).toEqual([{ step: 4, from: "8", to: "3" }]);
    expect(flips([{ step: 0, label: null }])).toEqual([]);
  });

  it("speak of the class with the largest probability", () => {
    expect(topOf([0.1, 0.7, 0.2], ["a", "b", "c"])).toBe("b");
    expect(topOf([0.1, 0.7], [])).toBe("1");
    expect(topOf(null, ["a"])).toBeNull();
  });
});
