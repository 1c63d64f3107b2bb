import { expect, it } from "vitest";

import { LONGEST, pack, unpack } from "./packed";

it("gives back any text, in letters that a link may hold", async () => {
  for (const text of ["", "{}", JSON.stringify({ name: "сеть ✓", layers: [1, 2, 3] }), "x".repeat(100_000)]) {
    const code = await pack(text);
    expect(code).toMatch(/^[\w-]*$/);
    expect(await unpack(code)).toBe(text);
  }
});

it("is short: repeated layers cost next to nothing", async () => {
  const layers = Array.from({ length: 150 }, () => ({ kind: "conv2d", out_channels: 64, kernel_size: 3 }));
  expect((await pack(JSON.stringify(layers))).length).toBeLessThan(200);
});

it("refuses what is damaged", async () => {
  const code = await pack('{"layers": [{"kind": "relu"}]}');
  for (const bad of ["!", "AAAA", code.slice(0, -4)]) await expect(unpack(bad)).rejects.toThrow();
});

it("refuses a short code that stands for a long text", async () => {
  const code = await pack(" ".repeat(LONGEST + 1));
  expect(code.length).toBeLessThan(2000);
  await expect(unpack(code)).rejects.toThrow(RangeError);
});
