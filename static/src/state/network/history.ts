/** Undo and redo as values: nothing here changes in place. */
export interface History<T> {
  past: T[];
  present: T;
  future: T[];
  /** What the last step changed and when: the steps of one drag of a slider are one step of history. */
  last: { key: string; at: number } | null;
}

const LIMIT = 200;
const TOGETHER_MS = 1000;

export function begin<T>(present: T): History<T> {
  return { past: [], present, future: [], last: null };
}

/** A new present; joins the step before when `key` is the same and less than `within` milliseconds have passed. */
export function record<T>(
  history: History<T>,
  present: T,
  key: string | null,
  now: number,
  within = TOGETHER_MS,
): History<T> {
  const { last } = history;
  const joined = key !== null && last?.key === key && now - last.at < within;
  const past = joined ? history.past : [...history.past, history.present].slice(-LIMIT);
  return { past, present, future: [], last: key === null ? null : { key, at: now } };
}

export function undo<T>(history: History<T>): History<T> {
  const previous = history.past.at(-1);
  if (previous === undefined) return history;
  const future = [history.present, ...history.future];
  return { past: history.past.slice(0, -1), present: previous, future, last: null };
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future, last: null };
}
