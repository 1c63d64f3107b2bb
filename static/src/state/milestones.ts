/** When a run first reached an accuracy that people speak of. Pure. */
import type { Evaluated } from "./runLog";

export const GOALS = [0.97, 0.98, 0.99] as const;

export interface Milestone {
  goal: number;
  /** Seconds of training to the first evaluation that reached it, evaluations themselves left out; null: not yet. */
  seconds: number | null;
}

export function milestones(evaluations: readonly Evaluated[]): Milestone[] {
  return GOALS.map((goal) => {
    const reached = evaluations.find(({ accuracy }) => accuracy !== null && accuracy >= goal);
    return { goal, seconds: reached?.seconds ?? null };
  });
}
