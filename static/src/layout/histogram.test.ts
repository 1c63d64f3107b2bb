import { describe, expect, it } from "vitest";

import { binned, heights } from "./histogram";

describe("a histogram", () => {
  it("counts every pixel once, 0 in the first bin and 255 in the last", () => {
    expect(binned([0, 63, 64, 255, 255], 4)).toEqual([2, 1, 0, 2]);
  });

  it("has its highest bar at 1 and none where nothing is", () => {
    expect(heights([16, 0, 1])).toEqual([1, 0, 0.5]);
    expect(heights([0, 0])).toEqual([0, 0]);
  });
});
