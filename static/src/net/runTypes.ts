/** What a run is and what its event log tells (the part of the contract that the page reads). */
import type { NetworkSpec } from "../state/network.svelte";

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
  attempt: number;
  parent: { run: string; step: number } | null;
  error: RunProblem | null;
}

export interface Checkpoint {
  step: number;
  epoch: number;
  bytes: number;
  sha256: string;
  test_accuracy: number | null;
}

interface Numbered {
  seq: number;
}

export interface StateEvent extends Numbered {
  type: "state";
  state: RunStatus;
  attempt: number;
  from_step?: number;
}

/** Columns: one entry a step. */
export interface MetricsEvent extends Numbered {
  type: "metrics";
  attempt: number;
  step: number[];
  epoch: number[];
  train_loss: (number | null)[];
  train_accuracy?: (number | null)[];
  lr: number[];
  finite: boolean[];
  images_per_second?: number;
}

export interface EvaluationEvent extends Numbered {
  type: "evaluation";
  step: number;
  epoch: number;
  split: "validation" | "test";
  loss: number | null;
  accuracy: number | null;
}

export interface CheckpointEvent extends Numbered {
  type: "checkpoint";
  step: number;
  sha256: string;
}

export interface ProblemEvent extends Numbered, RunProblem {
  type: "problem";
}

export interface ResolvedEvent extends Numbered {
  type: "resolved";
  device: string;
  precision: string;
  threads: number;
  steps: number;
  epochs: number;
  steps_per_epoch: number;
}

export type RunEvent =
  StateEvent | MetricsEvent | EvaluationEvent | CheckpointEvent | ProblemEvent | ResolvedEvent;
