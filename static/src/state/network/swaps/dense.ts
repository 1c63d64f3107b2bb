/** Convolutions against fully connected layers: arithmetic, and what the classifier at the end reads. */
import { type Chosen, type Counts, exchange, type Swap } from "./chosen";

const count = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);

/** What a fully connected layer from the same input to the same output would cost. */
export function toLinear({ node, summary }: Chosen): Swap | null {
  if (node.kind !== "conv2d") return null;
  const [inputs, outputs] = [count(summary.in_shape), count(summary.out_shape)];
  const weights = inputs * outputs;
  const after = { params: weights + outputs, macs: weights };
  return {
    code: "conv_to_linear",
    values: { inputs, outputs, weights },
    edit: null,
    counts: of(summary, after),
  };
}

/** A linear layer on flattened maps is a convolution as large as they are: the same weights. */
export function toConv({ node, summary, before }: Chosen): Swap | null {
  const maps = before?.summary?.in_shape ?? [];
  if (node.kind !== "linear" || before?.node.kind !== "flatten" || maps.length !== 3) return null;
  const [channels = 1, height = 1, width = 1] = maps;
  const values = { channels, height, width, outputs: count(summary.out_shape) };
  return { code: "linear_to_conv", values, edit: null, counts: of(summary, summary) };
}

const of = (before: Counts, after: Counts): Swap["counts"] => ({
  before: { params: before.params, macs: before.macs },
  after: { params: after.params, macs: after.macs },
});

/** Flatten → the mean of each map: the linear layer after it reads one number a map. */
export function toGlobal(chosen: Chosen): Swap | null {
  if (chosen.node.kind !== "flatten" || chosen.summary.in_shape.length !== 3) return null;
  return exchange(chosen, "flatten_to_global", [{ kind: "global_avg_pool" }]);
}

export function toFlatten(chosen: Chosen): Swap | null {
  if (!/^global_(avg|max)_pool$/.test(chosen.node.kind)) return null;
  return exchange(chosen, "global_to_flatten", [{ kind: "flatten" }]);
}
