import { expect, it } from "vitest";

import type { NodeSummary } from "../state/network/types";
import { everything, layersNeeded, unitNode } from "./everything";
import { receptiveBox } from "./fields";
import { seenBy } from "./seen";

interface Slide {
  kernel: number;
  stride?: number;
  padding?: number;
}

/** A chain of layers with what the analysis says of each: the recursion of Araujo et al. 2019, by hand. */
function chain(side: number, slides: Slide[]): NodeSummary[] {
  let [size, step, start, now] = [1, 1, 0, side];
  return slides.map(({ kernel, stride = 1, padding = 0 }, index) => {
    const before = now;
    now = Math.floor((now + 2 * padding - kernel) / stride) + 1;
    start -= padding * step;
    size += (kernel - 1) * step;
    step *= stride;
    return node(`l${index}`, [index ? `l${index - 1}` : "input"], {
      in_shape: [1, before, before],
      out_shape: [1, now, now],
      params: 1,
      receptive_field: { size: [size, size], stride: [step, step], start: [start, start] },
      reach: {
        first: [-padding, -padding],
        last: [kernel - 1 - padding, kernel - 1 - padding],
        step: [stride, stride],
      },
    });
  });
}

function node(path: string, inputs: string[], more: Partial<NodeSummary>): NodeSummary {
  return {
    ...{ path, kind: "conv2d", title: "", inputs, params: 0, macs: 0, activation_bytes: 0 },
    ...{ in_shape: [1, 8, 8], out_shape: [1, 8, 8], size: null, count: null, operations: null },
    ...{ window: null, stage: "local" as const, params_detail: {}, variants: [], reach: null },
    receptive_field: { size: [1, 1], stride: [1, 1], start: [0, 0] },
    ...more,
  };
}

const same = { first: [0, 0], last: [0, 0], step: [1, 1] } as NonNullable<NodeSummary["reach"]>;
const LENET = [{ kernel: 5, padding: 2 }, { kernel: 2, stride: 2 }, { kernel: 5 }, { kernel: 2, stride: 2 }];

it("goes back through the windows to the box that the analysis gives, padding and all", () => {
  const nodes = chain(28, LENET);
  const unit = { channel: 0, y: 0, x: 3 };
  const seen = seenBy(nodes, "l3", unit, [1, 28, 28]);
  expect(seen.get("l2")?.box).toEqual([0, 6, 2, 8]);
  expect(seen.get("l1")?.box).toEqual([0, 6, 6, 12]);
  expect(seen.get("l0")?.box).toEqual([0, 12, 12, 24]);
  expect(seen.get("input")?.box).toEqual([-2, 10, 14, 26]);
  expect(seen.get("input")?.box).toEqual(receptiveBox(nodes[3] as NodeSummary, unit));
  expect(seen.has("l3")).toBe(false);
});

it("agrees with the analysis for every unit of chains of any windows", () => {
  for (let seed = 1; seed < 60; seed += 1) {
    const slides = [0, 1, 2].map((index) => ({
      kernel: 1 + ((seed * (index + 3)) % 4),
      stride: 1 + ((seed >> index) % 3),
      padding: (seed + index) % 2,
    }));
    const nodes = chain(40, slides);
    const [, rows = 1] = nodes[2]?.out_shape ?? [];
    for (const y of [0, rows - 1]) {
      const unit = { channel: 0, y, x: 0 };
      const box = seenBy(nodes, "l2", unit, [1, 40, 40]).get("input")?.box;
      expect(box).toEqual(receptiveBox(nodes[2] as NodeSummary, unit));
    }
  }
});

it("joins the branches of a sum, and follows a channel of a concatenation into its own branch", () => {
  const wide = { first: [-2, -2], last: [2, 2], step: [1, 1] } as NonNullable<NodeSummary["reach"]>;
  const branch = (path: string, reach: NodeSummary["reach"]): NodeSummary =>
    node(path, ["input"], { params: 1, in_shape: [3, 8, 8], out_shape: [2, 8, 8], reach });
  const ends = [branch("a", same), branch("b", wide)];
  const sum = node("s", ["a", "b"], { kind: "residual", in_shape: [2, 8, 8], out_shape: [2, 8, 8] });
  const stack = node("s", ["a", "b"], { kind: "parallel", in_shape: [2, 8, 8], out_shape: [4, 8, 8] });
  const at = (nodes: NodeSummary[], channel: number): Map<string, unknown> =>
    seenBy(nodes, "s", { channel, y: 4, x: 4 }, [3, 8, 8]);
  expect(at([...ends, sum], 1).get("input")).toEqual({ box: [2, 2, 7, 7], channels: [0, 3] });
  expect(at([...ends, stack], 1).get("input")).toEqual({ box: [4, 4, 5, 5], channels: [0, 3] });
  expect(at([...ends, stack], 1).has("b")).toBe(false);
  expect(at([...ends, stack], 3).get("b")).toEqual({ box: [4, 4, 5, 5], channels: [1, 2] });
});

/** LeNet's end: flatten, then a fully connected layer. */
function withHead(): NodeSummary[] {
  const all = { size: [32, 32] as [number, number], stride: null, start: [-2, -2] as [number, number] };
  const local = chain(28, LENET);
  const flat = node("flat", ["l3"], {
    kind: "flatten",
    in_shape: [1, 5, 5],
    out_shape: [25],
    receptive_field: all,
  });
  const f5 = node("f5", ["flat"], {
    kind: "linear",
    params: 1,
    in_shape: [25],
    out_shape: [9],
    receptive_field: all,
  });
  const relu = node("relu", ["f5"], { kind: "relu", in_shape: [9], out_shape: [9], receptive_field: all });
  return [...local, flat, f5, relu];
}

it("sees all of every map from a fully connected layer, one number through a flatten", () => {
  const nodes = withHead();
  const all = seenBy(nodes, "relu", { channel: 4, y: 0, x: 0 }, [1, 28, 28]);
  expect(all.get("l3")).toEqual({ box: [0, 0, 5, 5], channels: [0, 1] });
  expect(all.get("input")?.box).toEqual([-2, -2, 30, 30]);
  const one = seenBy(nodes, "flat", { channel: 8, y: 0, x: 0 }, [1, 28, 28]);
  expect(one.get("l3")).toEqual({ box: [1, 3, 2, 4], channels: [0, 1] });
});

it("finds the first layer whose unit sees everything: the fully connected one, not the flatten", () => {
  const nodes = withHead();
  const found = everything(nodes, [28, 28]);
  expect(found.first?.path).toBe("f5");
  expect(found.last?.node.path).toBe("l3");
  expect(found.last?.more).toBe(2); // 16 + 2·(2·4) = 32 ≥ 28; one more gives 24
  expect(found.alone).toBe(14); // 2·14 + 1 = 29
  const byPath = new Map(nodes.map((one) => [one.path, one]));
  expect(unitNode(nodes[4] as NodeSummary, byPath).path).toBe("l3");
  expect(unitNode(nodes[6] as NodeSummary, byPath).path).toBe("f5");
});

it("counts as the lecture does: 150 layers of 3×3 for 300 pixels, 149 see 299", () => {
  expect(layersNeeded([1, 1], [1, 1], [300, 300])).toBe(150);
  expect(layersNeeded([1, 1], [1, 1], [299, 299])).toBe(149);
  const stack = chain(
    300,
    Array.from({ length: 149 }, () => ({ kernel: 3, padding: 1 })),
  );
  expect(everything(stack, [300, 300])).toMatchObject({ first: null, last: { more: 1 } });
  expect(everything(stack, [299, 299]).first?.path).toBe("l148");
});

it("counts the longer side", () => {
  expect(layersNeeded([3, 3], [1, 2], [9, 21])).toBe(5);
});
