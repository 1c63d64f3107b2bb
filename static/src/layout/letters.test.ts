import { describe, expect, it } from "vitest";

import { columnOf, lettersAt, lettersOf } from "./letters";

describe("a text for the network", () => {
  it("is the bytes of its UTF-8", () => {
    expect(columnOf("aя", 8)).toEqual([[97], [209], [143]]);
    expect(columnOf("", 8)).toBe(null);
  });
  it("knows which bytes a letter is, and ends with a whole letter", () => {
    expect(lettersOf("aяb", 8)).toEqual([
      { text: "a", from: 0, to: 1 },
      { text: "я", from: 1, to: 3 },
      { text: "b", from: 3, to: 4 },
    ]);
    expect(columnOf("aя", 2)).toEqual([[97]]);
  });
});

it("says which letters stand at bytes, so that they can be seen", () => {
  const letters = lettersOf("a é\n", 9);
  expect(lettersAt(letters, 0, 2)).toBe("a␣");
  expect(lettersAt(letters, 3, 4)).toBe("é");
  expect(lettersAt(letters, 4, 9)).toBe("⏎");
  expect(lettersAt(letters, 6, 9)).toBe("");
});
