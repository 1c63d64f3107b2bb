/** The network's description and analysis, as the page handles them. */
import type { Params } from "../../i18n/index.svelte";

export interface LayerSpec {
  kind: string;
  name?: string | null;
  [field: string]: unknown;
}

export interface NetworkSpec {
  name: string;
  input: { channels: number; height: number; width: number };
  normalize?: string;
  size_rule?: string;
  layers: LayerSpec[];
}

export interface ReceptiveField {
  size: [number, number];
  stride: [number, number] | null;
  start: [number, number];
}

export interface NodeSummary {
  path: string;
  kind: string;
  title: string;
  in_shape: number[];
  out_shape: number[];
  params: number;
  macs: number;
  activation_bytes: number;
  size: Record<string, string> | null;
  count: string | null;
  receptive_field: ReceptiveField;
  /** Paths of the nodes this one reads, or "input". */
  inputs: string[];
  window: {
    kernel: [number, number];
    stride: [number, number];
    padding: [number, number];
    dilation: [number, number];
  } | null;
  stage: "local" | "global";
  /** Parameter names, relative to the node, with their shapes. */
  params_detail: Record<string, number[]>;
}

/** Something that works but may surprise. */
export interface Warning {
  path: string;
  code: string;
  detail: string;
  params?: Params;
}

export interface NetworkSummary {
  nodes: NodeSummary[];
  output_shape: number[];
  total: {
    params: number;
    macs: number;
    activation_bytes: number;
    training_bytes: number;
    inference: { params: number; macs: number };
  };
  warnings: Warning[];
}
