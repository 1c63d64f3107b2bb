/** What a run is and what its event log tells (the part of the contract that the page reads). */
import type { NetworkSpec } from "../state/network.svelte";

export type { EvaluationEvent, MetricsEvent, RunEvent, RunFrame } from "../gen/api";

export type RunStatus = "queued" | "running" | "paused" | "finished" | "failed" | "cancelled";
export const ACTIVE: readonly string[] = ["queued", "running", "paused"];

export interface RunProblem {
  code: string;
  detail?: string;
  params?: Record<string, string | number>;
}

export interface RunMetrics {
  train_loss: number | null;
  train_accuracy: number | null;
  validation_loss: number | null;
  validation_accuracy: number | null;
  test_loss: number | null;
  test_accuracy: number | null;
}

/** A setting as the server resolves it: its kind and its values. */
export type Setting = { kind: string } & Record<string, unknown>;
export type Training = Record<string, unknown>;

export interface Run {
  id: string;
  name: string;
  note: string;
  state: RunStatus;
  created_at: string;
  network: NetworkSpec;
  dataset: string;
  training: Training;
  progress: { step: number; steps: number; epoch: number; epochs: number };
  metrics: Partial<RunMetrics>;
  device: string | null;
  precision: string | null;
  threads: number | null;
  images_per_second: number | null;
  /** Spent running. */
  seconds: number;
  attempt: number;
  parent: { run: string; step: number } | null;
  begins_with: { weights_from: string | null; by_hand?: string[]; copied: string[]; fresh: string[] } | null;
  error: RunProblem | null;
}

export interface Checkpoint {
  step: number;
  epoch: number;
  bytes: number;
  sha256: string;
  test_accuracy: number | null;
}
