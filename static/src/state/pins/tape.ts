/** What a picture was taken for along a run: stretches of steps with one answer. Pure. */

export interface Answered {
  step: number;
  /** null: no answer. */
  label: string | null;
}

export interface Stretch {
  /** First and last step at which this was the answer. */
  from: number;
  to: number;
  label: string;
}

/** Stretches of equal labels, in the order of the steps; moments without an answer end one. */
export function stretches(moments: readonly Answered[]): Stretch[] {
  const found: Stretch[] = [];
  let before: string | null = null;
  for (const { step, label } of [...moments].sort((a, b) => a.step - b.step)) {
    const last = found.at(-1);
    if (last && label !== null && label === before) last.to = step;
    else if (label !== null) found.push({ from: step, to: step, label });
    before = label;
  }
  return found;
}
