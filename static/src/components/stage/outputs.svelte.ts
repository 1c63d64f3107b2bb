/** The network's answer as the bars show it. */
import { valueAt } from "../../draw/maps";
import { sigmoid, softmax } from "../../layout/softmax";
import { activations } from "../../state/activations.svelte";
import { network } from "../../state/network.svelte";
import { view } from "../../state/view.svelte";

export interface Bar {
  index: number;
  label: string;
  value: number;
  /** From the axis: −1…1 of the half or full width. */
  share: number;
}

const MOST = 10;

class Outputs {
  /** The node before a final softmax or sigmoid, whose numbers are the raw outputs. */
  readonly node: string | null = $derived.by(() => {
    const last = network.summary?.nodes.at(-1);
    if (!last || last.out_shape.length !== 1) return null;
    return last.kind === "softmax" || last.kind === "sigmoid" ? (last.inputs[0] ?? null) : last.path;
  });

  /** Raw outputs z; from the maps while a run feeds them. */
  readonly raw: number[] = $derived.by(() => {
    if (activations.step === null && activations.logits) return activations.logits;
    const tensor = this.node ? activations.tensors.get(this.node) : undefined;
    return tensor ? Array.from(tensor.data, (_, index) => valueAt(tensor, 0, index)) : [];
  });

  readonly values: number[] = $derived.by(() => {
    if (view.output === "raw") return this.raw;
    if (view.output === "sigmoid") return this.raw.map(sigmoid);
    return activations.probabilities ?? softmax(this.raw);
  });

  label(index: number): string {
    return activations.classes[index] ?? String(index);
  }

  /** Bars in the order of the classes; of many, the strongest ten. */
  readonly bars: Bar[] = $derived.by(() => {
    const most = view.output === "raw" ? Math.max(1e-9, ...this.values.map(Math.abs)) : 1;
    const bars = this.values.map((value, index) => ({
      ...{ index, label: this.label(index), value },
      share: value / most,
    }));
    if (bars.length <= 16) return bars;
    return bars.toSorted((a, b) => b.value - a.value).slice(0, MOST);
  });

  /** The top label and its share; null where nothing is drawn or there is no answer. */
  readonly top: { label: string; share: number } | null = $derived.by(() => {
    const { probabilities, empty } = activations;
    if (empty || !probabilities?.length) return null;
    const index = probabilities.indexOf(Math.max(...probabilities));
    return { label: this.label(index), share: probabilities[index] ?? 0 };
  });
}

export const outputs = new Outputs();
