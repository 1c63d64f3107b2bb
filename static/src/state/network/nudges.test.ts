import { expect, it } from "vitest";

import { nudgesFor } from "./nudges";
import type { NetworkSpec, NetworkSummary } from "./types";

const spec: NetworkSpec = { name: "n", input: { channels: 1, height: 2, width: 2 }, layers: [] };
const ends = (...output_shape: number[]): NetworkSummary => ({ output_shape }) as unknown as NetworkSummary;
const image = [
  [
    [0, 1],
    [2, 3],
  ],
];

it("keeps the steps that the network can take, in their order", () => {
  const steps = [3, 1, 12].map((target) => ({ image, target, lr: 0.1 }));
  expect(nudgesFor(steps, spec, ends(10)).map(({ target }) => target)).toEqual([3, 1]);
  expect(nudgesFor(steps, { ...spec, input: { ...spec.input, width: 3 } }, ends(10))).toEqual([]);
  expect(nudgesFor(steps, spec, ends(10, 4, 4))).toEqual([]);
});
