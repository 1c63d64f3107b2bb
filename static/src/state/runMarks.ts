/** Notable moments of a run: the steps at which the answer to the pinned drawing changed. Pure. */
import type { FrameTensor } from "../net/frame";

export interface Mark {
  step: number;
  from: string;
  to: string;
}

const MOST = 200;

/** Index of the largest entry; −1 of nothing. */
export function argmax(values: ArrayLike<number>): number {
  let best = -1;
  for (let i = 0; i < values.length; i += 1) {
    if (best < 0 || (values[i] ?? 0) > (values[best] ?? 0)) best = i;
  }
  return best;
}

/** A vector's numbers as they were before they were sent as bytes. */
export function numbers({ data, low, high }: FrameTensor): number[] {
  if (data instanceof Float32Array) return [...data];
  const [from, to] = [low[0] ?? 0, high[0] ?? 1];
  return Array.from(data, (byte) => from + (byte * (to - from)) / 255);
}

/** Probabilities of logits. */
export function softmax(logits: readonly number[]): number[] {
  const top = Math.max(...logits);
  const shares = logits.map((value) => Math.exp(value - top));
  const sum = shares.reduce((total, value) => total + value, 0);
  return shares.map((value) => value / sum);
}

/** The label of the largest probability; null of none. */
export function topOf(probabilities: readonly number[] | null, classes: readonly string[]): string | null {
  const top = argmax(probabilities ?? []);
  return top < 0 ? null : (classes[top] ?? String(top));
}

/** Where the label differs from the one before; moments without a label are passed over. */
export function flips(moments: readonly { step: number; label: string | null }[]): Mark[] {
  let before: string | null = null;
  return moments.flatMap(({ step, label }) => {
    const from = before;
    before = label ?? before;
    return from !== null && label !== null && from !== label ? [{ step, from, to: label }] : [];
  });
}

/** Follows the answer to one pinned picture. */
export class AnswerMarks {
  private answer: string | null = null;

  constructor(public marks: readonly Mark[] = []) {}

  /** The picture is another one now: its first answer is no change. */
  pinned(): void {
    this.answer = null;
  }

  /** The network says `label` at `step`; true where that is news. */
  see(step: number, label: string): boolean {
    const from = this.answer;
    this.answer = label;
    if (from === null || from === label) return false;
    this.marks = [...this.marks.filter((mark) => mark.step !== step), { step, from, to: label }].slice(-MOST);
    return true;
  }

  /** An attempt goes on from `step`. */
  rewind(step: number): void {
    this.marks = this.marks.filter((mark) => mark.step <= step);
    this.answer = null;
  }
}
