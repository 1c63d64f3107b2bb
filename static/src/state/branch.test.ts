import { describe, expect, it } from "vitest";

import { branchValues, changesOf } from "./branch";

const PARENT = { epochs: 3, batch_size: 64, optimizer: { kind: "adam", lr: 0.003 } };

describe("a branch", () => {
  it("begins with its parent's settings", () => {
    expect(branchValues(PARENT, 0.5)).toEqual(PARENT);
  });

  it("has an epoch left to train at its parent's end", () => {
    expect(branchValues(PARENT, 3)["epochs"]).toBe(4);
    expect(branchValues(PARENT, 2.99)["epochs"]).toBe(3);
  });

  it("asks for what differs, also deep inside a setting", () => {
    expect(changesOf(PARENT, { ...PARENT })).toEqual({});
    const optimizer = { kind: "adam", lr: 0.001 };
    expect(changesOf(PARENT, { ...PARENT, optimizer, seed: 7 })).toEqual({ optimizer, seed: 7 });
  });
});
