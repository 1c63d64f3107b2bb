/**
 * The network being edited: its description, its analysis, its history, and which node was which in the model
 * whose weights it carries.
 */
import { post, ProblemError, type ProblemEntry } from "../net/http";

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
}

export interface NetworkSummary {
  nodes: NodeSummary[];
  output_shape: number[];
  total: { params: number; macs: number; activation_bytes: number; training_bytes: number };
  warnings: ProblemEntry[];
}

class Network {
  spec: NetworkSpec | null = $state.raw(null);
  /** The analysis of `spec`; while it has problems, of the nodes before the first one. */
  summary: NetworkSummary | null = $state.raw(null);
  problems: ProblemEntry[] = $state.raw([]);
  /** Reference of the model whose weights the untouched nodes keep ("lenet5-mnist", "run:ID"); null: none. */
  base: string | null = $state(null);
  /** Path now → path in `base`, for nodes whose weights still stand. */
  weightsMap: Record<string, string> = $state.raw({});

  /** Take over a model or preset: a new history begins. */
  load(spec: NetworkSpec, base: string | null): void {
    this.spec = spec;
    this.base = base;
    void this.analyze();
  }

  node(path: string): NodeSummary | null {
    return this.summary?.nodes.find((node) => node.path === path) ?? null;
  }

  async analyze(): Promise<void> {
    try {
      this.summary = await post<NetworkSummary>("/networks/analyze", this.spec);
      this.problems = [];
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.problems = error.errors;
      this.summary = (error.body["partial"] as NetworkSummary | undefined) ?? null;
    }
  }
}

export const network = new Network();
