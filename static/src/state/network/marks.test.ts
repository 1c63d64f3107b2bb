import { expect, it } from "vitest";

import { compared } from "./compare";
import { marksOf } from "./marks";
import type { LayerSpec } from "./types";

const conv = (name: string, kernel = 3): LayerSpec => ({
  ...{ kind: "conv2d", name, out_channels: 4, kernel_size: kernel },
});
const marks = (before: LayerSpec[], after: LayerSpec[]): Record<string, string> => {
  const of = (layers: LayerSpec[]) => ({ name: "n", input: { channels: 1, height: 8, width: 8 }, layers });
  const found = marksOf(compared(of(before), of(after), () => ({})));
  return Object.fromEntries(
    [...found].map(([path, { change, gone }]) => [
      path,
      [change, ...gone.map(({ name }) => name)].join(" −"),
    ]),
  );
};

it("marks nothing between equal networks", () => {
  expect(marks([conv("a")], [conv("a")])).toEqual({});
});

it("marks what is new and what is changed by its path in the newer network", () => {
  expect(marks([conv("a"), conv("b")], [conv("a", 5), conv("new"), conv("b")])).toEqual({
    a: "changed",
    new: "added",
  });
});

it("tells what is gone by the node that stood before it, or by the input", () => {
  expect(marks([conv("a"), conv("b"), conv("c")], [conv("a")])).toEqual({ a: "same −b −c" });
  expect(marks([conv("a"), conv("b")], [conv("b")])).toEqual({ input: "same −a" });
});

it("tells what is gone from a block by the block", () => {
  const block = (...body: LayerSpec[]): LayerSpec => ({ kind: "residual", name: "r", body, shortcut: [] });
  expect(marks([block(conv("x"), conv("y"))], [block(conv("y"))])).toEqual({ r: "same −x" });
  expect(marks([block(conv("x"), conv("y"))], [block(conv("x"))])).toEqual({ "r.body.x": "same −y" });
});
