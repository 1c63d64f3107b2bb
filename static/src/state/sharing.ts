/** What a link and a file hold: a network, and, in a link, the settings to train it with. */
import { pack, unpack } from "../net/packed";
import type { Training } from "../net/runTypes";
import { brief, type Defaults } from "./network/brief";
import { networkFrom, Refusal, type Settings } from "./network/reading";
import type { NetworkSpec } from "./network/types";

export interface Shared {
  network: NetworkSpec;
  training: Training | null;
  dataset: string | null;
}

/** The code for a link. */
export function codeOf({ network, training, dataset }: Shared, defaults: Defaults): Promise<string> {
  const settings = training && Object.keys(training).length ? { training } : {};
  return pack(
    JSON.stringify({ network: brief(network, defaults), ...settings, ...(dataset ? { dataset } : {}) }),
  );
}

/** What a code stands for; rejects with a Refusal that says what is wrong with it. */
export async function sharedIn(code: string, settings: Settings): Promise<Shared> {
  const value = await unpacked(code);
  const { network, training = null, dataset = null } = value;
  const sound = isSettings(training) && (dataset === null || typeof dataset === "string");
  if (!sound || network === undefined) throw new Refusal("bad_link");
  return { network: networkFrom(JSON.stringify(network), settings), training, dataset };
}

const isSettings = (value: unknown): value is Training | null =>
  typeof value === "object" && !Array.isArray(value);

async function unpacked(code: string): Promise<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(await unpack(code));
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Damaged, as a code that was cut short is.
  }
  throw new Refusal("bad_link");
}

/** The text of a file with the network alone, as the API takes it. */
export const fileOf = (network: NetworkSpec, defaults: Defaults): string =>
  `${JSON.stringify(brief(network, defaults), null, 2)}\n`;
