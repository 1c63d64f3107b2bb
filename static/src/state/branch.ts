/** The settings of a branch: its parent's, and what differs from them. Pure. */
import type { Training } from "../net/runTypes";

/** The parent's settings; where none of its epochs would be left after `epoch`, one more. */
export function branchValues(training: Training, epoch: number): Training {
  const epochs = Number(training["epochs"] ?? 1);
  return { ...training, epochs: Math.max(epochs, Math.floor(epoch) + 1) };
}

/** Of `now` what is not as it was `before`; a setting that was taken out goes back to its default. */
export function changesOf(before: Training, now: Training): Training {
  return Object.fromEntries(
    Object.entries(now).filter(
      ([name, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(before[name]),
    ),
  );
}
