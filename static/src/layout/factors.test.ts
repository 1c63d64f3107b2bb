import { describe, expect, it } from "vitest";

import { factorsOf, type Piece } from "./factors";

const WORDS = "(kernel height · kernel width · input maps + bias) · filters";
const paired = (line: string, words: string): [string, string][] => {
  const found = factorsOf(line, words);
  const at = (all: Piece[] | undefined, factor: number): string =>
    all?.find((piece) => piece.factor === factor)?.text.trim() ?? "";
  const count = found?.sum.filter(({ factor }) => factor !== null).length ?? 0;
  return Array.from({ length: count }, (_, k) => [at(found?.sum, k), at(found?.words, k)]);
};

describe("factors", () => {
  it("gives every number its word", () => {
    expect(paired("(5·5·6 + 1)·16 = 2416", WORDS)).toEqual([
      ["5", "kernel height"],
      ["5", "kernel width"],
      ["6", "input maps"],
      ["1", "bias"],
      ["16", "filters"],
    ]);
  });

  it("leaves out the bias that a layer does not have", () => {
    expect(paired("5·5·6·16 = 2400", WORDS).at(-1)).toEqual(["16", "filters"]);
  });

  it("loses no letter of either text", () => {
    const found = factorsOf("(5·5·6 + 1)·16 = 2416", WORDS);
    expect(found?.sum.map(({ text }) => text).join("")).toBe("(5·5·6 + 1)·16 = 2416");
    expect(found?.words.map(({ text }) => text).join("")).toBe(WORDS);
  });

  it("pairs nothing where the counts differ", () => {
    expect(factorsOf("3·4 = 12", "inputs")).toBeNull();
    expect(factorsOf("3·4 = 12", "")).toBeNull();
  });
});
