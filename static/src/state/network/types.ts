/**
 * The network's description and analysis, as the page handles them. The analysis is the server's own; of the
 * description the page knows the tree alone, so that a layer it has never heard of can be edited by its schema.
 */
import type { NetworkWarning } from "../../gen/api";

export type { NetworkSummary, NodeSummary, ReceptiveField } from "../../gen/api";
export type Warning = NetworkWarning;

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
