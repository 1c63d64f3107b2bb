/**
 * What stands against comparing two runs like for like, besides the changes that one wants to see. A layer's first
 * weights come from the seed and its path, the order of the images from the seed and the epoch (`app/engine/chance.py`).
 */
import type { en } from "../../i18n/pair";
import type { Params } from "../../i18n/fill";
import type { Run } from "../../net/runTypes";
import type { Words } from "./words";

export interface Unlike {
  key: Extract<keyof typeof en, `unlike.${string}`>;
  params: Params;
}

const seed = ({ training }: Run): string => String(training["seed"] ?? 0);
const batch = ({ training }: Run): number => Number(training["batch_size"] ?? 0);
const beginning = ({ parent, begins_with: given }: Run): string =>
  JSON.stringify([parent, given?.weights_from ?? null, given?.by_hand ?? []]);

/** Most important first; empty: like for like. */
export function unlike(before: Run, after: Run, { dataset }: Pick<Words, "dataset">): Unlike[] {
  const found: Unlike[] = [];
  if (before.dataset !== after.dataset)
    found.push({
      key: "unlike.data",
      params: { before: dataset(before.dataset), after: dataset(after.dataset) },
    });
  if (seed(before) !== seed(after))
    found.push({ key: "unlike.seed", params: { before: seed(before), after: seed(after) } });
  if (beginning(before) !== beginning(after)) found.push({ key: "unlike.begin", params: {} });
  if (batch(before) !== batch(after))
    found.push({ key: "unlike.batch", params: { before: batch(before), after: batch(after) } });
  const machines = [before, after].map(({ device, precision }) => `${device} ${precision}`);
  const known = before.device !== null && after.device !== null;
  if (known && machines[0] !== machines[1]) found.push({ key: "unlike.machine", params: {} });
  return found;
}
