/** Arithmetic of the training bar and the curves: epochs, time left, smoothing. Pure. */

/** Where in its epoch a run stands: `update` of `updates` of epoch `epoch`; after step 0 nothing is done yet. */
export interface EpochPlace {
  update: number;
  updates: number;
  epoch: number;
}

/** The place of a run that has done `step` steps, `perEpoch` to an epoch of `epochs`. */
export function epochPlace(step: number, perEpoch: number, epochs: number): EpochPlace {
  const updates = Math.max(perEpoch, 1);
  const epoch = Math.min(Math.max(Math.ceil(step / updates), 1), Math.max(epochs, 1));
  return { update: step - (epoch - 1) * updates, updates, epoch };
}

/** Steps to the end of the epoch that is under way; a whole epoch from an epoch's end. */
export function stepsToEpochEnd(step: number, perEpoch: number): number {
  return perEpoch - (step % perEpoch);
}

/** Seconds until `steps` are done, at `imagesPerSecond` in batches; null where the rate is not known. */
export function secondsLeft(
  step: number,
  steps: number,
  batchSize: number,
  imagesPerSecond: number | null,
): number | null {
  return imagesPerSecond ? (Math.max(steps - step, 0) * batchSize) / imagesPerSecond : null;
}

/** "0:42", "12:05", "3:10:00". */
export function clock(seconds: number): string {
  const whole = Math.max(Math.round(seconds), 0);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (value: number): string => String(value).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/**
 * Exponential moving average with its start corrected (as Adam's): weight 0 changes nothing, 0.99 is very smooth.
 * Gaps stay gaps and do not count.
 */
export function smooth(values: readonly (number | null)[], weight: number): (number | null)[] {
  let [mean, share] = [0, 0];
  return values.map((value) => {
    if (value === null || weight === 0) return value;
    mean = weight * mean + (1 - weight) * value;
    share = weight * share + (1 - weight);
    return mean / share;
  });
}

/** At most about `most` indices of `length`, evenly spread, first and last among them. */
export function thin(length: number, most: number): number[] {
  const stride = Math.max(Math.ceil(length / most), 1);
  const kept: number[] = [];
  for (let i = 0; i < length; i += stride) kept.push(i);
  if (length && kept.at(-1) !== length - 1) kept.push(length - 1);
  return kept;
}

/** The entry of `steps` nearest to `step`; null of none. */
export function nearest(steps: readonly number[], step: number): number | null {
  return steps.reduce<number | null>(
    (best, entry) => (best === null || Math.abs(entry - step) < Math.abs(best - step) ? entry : best),
    null,
  );
}

/** The next entry of ascending `steps` before (−1) or after (1) `step`; null at the end. */
export function neighbour(steps: readonly number[], step: number, way: 1 | -1): number | null {
  const there = way > 0 ? steps.find((entry) => entry > step) : steps.findLast((entry) => entry < step);
  return there ?? null;
}
