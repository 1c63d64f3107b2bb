/** What the live socket answers, with the arrays that the schema cannot spell out. */
import type {
  AttributionHeader,
  Contribution,
  Misfit,
  Note,
  Opened,
  ParameterGradient,
  UnitActivation,
  UnitCurve,
  UnitStep,
} from "../gen/api";
import type { Rect } from "../layout/fields";

export type { AttributionHeader, Contribution, Misfit, Note, Opened, UnitCurve };

/** [channel][row][column] */
export type Cube = number[][][];

export interface UnitSource {
  path: string;
  box: Rect;
  channels: [number, number];
  /** Where each row and column of the patch lies in the node's output; −1 for padding. */
  rows: number[];
  columns: number[];
  patch: Cube | null;
  /** How much the number changes with each of these. */
  slopes: Cube | null;
  terms: Cube | null;
}

/** The gradient by a unit's inputs, as its patch. */
export interface InputGradient {
  path: string;
  /** What this unit passes on: upstream × local. */
  through: Cube | null;
  /** Along all ways. */
  total: Cube | null;
}

/** The way back of a score through one unit. */
export interface UnitGradient {
  of: string;
  target: number;
  score: number | null;
  /** False where the score does not hang on the node. */
  reaches: boolean;
  value: number | null;
  activation: number | null;
  inputs: InputGradient[];
  kernel: Cube | null;
  kernel_total: Cube | null;
  parameters: ParameterGradient[];
}

/** The arithmetic of one number. */
export interface UnitAnswer {
  type: "unit";
  path: string;
  channel: number;
  y: number;
  x: number;
  /** How the pass was computed, and how many images were in it. */
  mode: "test" | "train";
  batch: number;
  operation:
    "weighted_sum" | "max" | "mean" | "l2" | "function" | "affine" | "normalise" | "copy" | "softmax" | "sum";
  formula: string;
  value: number | null;
  inputs: UnitSource[];
  kernel: Cube | null;
  products: Cube | null;
  bias: number | null;
  sum: number | null;
  /** The arithmetic line by line; the last one's value is the number. */
  steps: UnitStep[];
  training: UnitStep[];
  winner: [number, number, number] | null;
  activation: UnitActivation | null;
  /** Where it was asked for, and the unit has an activation. */
  curve: UnitCurve | null;
  gradient: UnitGradient | null;
  receptive_field: Rect;
  strongest: Contribution[];
}

/** Why something could not be answered; translated by its code. */
export interface LiveProblem {
  request: string;
  code: string;
  detail: string;
  errors: { pointer?: string; code: string; detail: string; params?: Record<string, string | number> }[];
}
