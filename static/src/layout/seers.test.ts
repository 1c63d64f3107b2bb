import { expect, it } from "vitest";

import type { NodeSummary } from "../state/network/types";
import { seersOf } from "./seers";

interface Slide {
  kernel: number;
  stride?: number;
  padding?: number;
  channels?: [number, number];
  groups?: number;
}

const sideAfter = (side: number, { kernel, stride = 1, padding = 0 }: Slide): number =>
  Math.floor((side + 2 * padding - kernel) / stride) + 1;

function node(path: string, inputs: string[], more: Partial<NodeSummary>): NodeSummary {
  return {
    ...{ path, kind: "conv2d", title: "", inputs, params: 1, macs: 0, activation_bytes: 0 },
    ...{ in_shape: [1, 8, 8], out_shape: [1, 8, 8], size: null, count: null, operations: null },
    ...{ window: null, stage: "local" as const, params_detail: {}, variants: [], reach: null },
    receptive_field: { size: [1, 1], stride: [1, 1], start: [0, 0] },
    ...more,
  };
}

function layer(path: string, before: string, side: number, slide: Slide): NodeSummary {
  const { kernel, stride = 1, padding = 0, channels = [1, 1], groups = 1 } = slide;
  const after = sideAfter(side, slide);
  return node(path, [before], {
    in_shape: [channels[0], side, side],
    out_shape: [channels[1], after, after],
    channel_groups: groups,
    reach: {
      first: [-padding, -padding],
      last: [kernel - 1 - padding, kernel - 1 - padding],
      step: [stride, stride],
    },
  });
}

/** Along one axis, by going through every output and every tap of its window. */
function outputsOf(pixels: Set<number>, side: number, slide: Slide): Set<number> {
  const { kernel, stride = 1, padding = 0 } = slide;
  const found = new Set<number>();
  for (let output = 0; output < sideAfter(side, slide); output += 1)
    for (let tap = 0; tap < kernel; tap += 1)
      if (pixels.has(output * stride - padding + tap)) found.add(output);
  return found;
}

const SLIDES: Slide[] = [
  { kernel: 5, padding: 2 },
  { kernel: 2, stride: 2 },
  { kernel: 3, stride: 2, padding: 1 },
  { kernel: 3 },
];

it("holds exactly the outputs whose windows reach the pixel, layer by layer", () => {
  const nodes: NodeSummary[] = [];
  let side = 28;
  SLIDES.forEach((slide, index) => {
    nodes.push(layer(`l${index}`, index ? `l${index - 1}` : "input", side, slide));
    side = sideAfter(side, slide);
  });
  for (let y = 0; y < 28; y += 1) {
    const seers = seersOf(nodes, "input", { channel: 0, y, x: 27 - y }, [1, 28, 28]);
    let [rows, columns, now] = [new Set([y]), new Set([27 - y]), 28];
    SLIDES.forEach((slide, index) => {
      [rows, columns] = [outputsOf(rows, now, slide), outputsOf(columns, now, slide)];
      now = sideAfter(now, slide);
      const box = seers.get(`l${index}`)?.box;
      if (!rows.size || !columns.size) return expect(box).toBeUndefined();
      expect(box).toEqual([
        Math.min(...rows),
        Math.min(...columns),
        Math.max(...rows) + 1,
        Math.max(...columns) + 1,
      ]);
    });
  }
});

it("keeps to the groups of the channel", () => {
  const nodes = [layer("g", "input", 8, { kernel: 1, channels: [4, 8], groups: 2 })];
  const place = { channel: 3, y: 0, x: 0 };
  expect(seersOf(nodes, "input", place, [4, 8, 8]).get("g")?.channels).toEqual([4, 8]);
});

it("goes along both ways of a merge, put together or added", () => {
  const both = ["input", "a"];
  const a = layer("a", "input", 8, { kernel: 3, padding: 1, channels: [2, 3] });
  const put = node("put", both, { kind: "concat", in_shape: [2, 8, 8], out_shape: [5, 8, 8] });
  const seers = seersOf([a, put], "input", { channel: 1, y: 4, x: 4 }, [2, 8, 8]);
  expect(seers.get("put")).toEqual({ box: [3, 3, 6, 6], channels: [1, 5] });
});

it("is told of vectors by their numbers, and a weighted sum sees it with all of them", () => {
  const flat = node("flat", ["input"], { kind: "flatten", params: 0, in_shape: [2, 3, 3], out_shape: [18] });
  const dense = node("dense", ["flat"], { kind: "linear", in_shape: [18], out_shape: [4] });
  const seers = seersOf([flat, dense], "input", { channel: 1, y: 1, x: 2 }, [2, 3, 3]);
  expect(seers.get("flat")?.channels).toEqual([14, 15]);
  expect(seers.get("dense")?.channels).toEqual([0, 4]);
});
