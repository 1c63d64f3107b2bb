/** What a link and a file hold: a network, what was set by hand in it, and, in a link, the settings to train it with. */
import type { HandEdits } from "../gen/api";
import { pack, unpack } from "../net/packed";
import type { Training } from "../net/runTypes";
import { brief, type Defaults } from "./network/brief";
import { handEditsFrom } from "./network/handEdits";
import { type Held, isHeld, withoutHeld } from "./network/held";
import { networkFrom, type Refused, Refusal, type Settings } from "./network/reading";
import type { NetworkSpec } from "./network/types";

export interface Shared {
  network: NetworkSpec;
  training: Training | null;
  dataset: string | null;
  /** What training is told of single layers. */
  held: Held;
  /** Null where nothing was set by hand. */
  hand_edits: HandEdits | null;
}

/** As `POST /networks` takes it; the settings that speak of layers are among those for training. */
export function bodyOf({ network, training, dataset, held, hand_edits }: Shared, defaults: Defaults): object {
  const settings = { ...training, ...held };
  return {
    network: brief(network, defaults),
    ...(Object.keys(settings).length ? { training: settings } : {}),
    ...(dataset ? { dataset } : {}),
    ...(hand_edits ? { hand_edits } : {}),
  };
}

/** The code for a link. */
export const codeOf = (shared: Shared, defaults: Defaults): Promise<string> =>
  pack(JSON.stringify(bodyOf(shared, defaults)));

/** What a code stands for; rejects with a Refusal that says what is wrong with it. */
export async function sharedIn(code: string, settings: Settings): Promise<Shared> {
  const read = (network: unknown): NetworkSpec => networkFrom(JSON.stringify(network), settings);
  return sharedFrom(await unpacked(code), read, "bad_link");
}

/** The same of a body, its network taken by `read`; throws a Refusal, `fault` where it is no such thing at all. */
export function sharedFrom(value: unknown, read: (network: unknown) => NetworkSpec, fault: Refused): Shared {
  if (!isObject(value)) throw new Refusal(fault);
  const { network, training = null, dataset = null } = value;
  const sound =
    (training === null || isObject(training)) && (dataset === null || typeof dataset === "string");
  if (!sound || network === undefined || !isHeld(training ?? {})) throw new Refusal(fault);
  return {
    network: read(network),
    dataset,
    ...withoutHeld(training),
    hand_edits: handEditsFrom(value["hand_edits"]),
  };
}

type Fields = Record<string, unknown>;
const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

async function unpacked(code: string): Promise<unknown> {
  try {
    return JSON.parse(await unpack(code));
  } catch {
    // Damaged, as a code that was cut short is.
    throw new Refusal("bad_link");
  }
}

/** Text of a file that holds more than a network: what it says beside it; null for any other text. */
export function wrapped(text: string): Fields | null {
  if (!text.trimStart().startsWith("{")) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && isObject(value["network"]) ? value : null;
  } catch {
    return null;
  }
}

/** The text of a file: the network alone, or, with what was set by hand or apart in it, as `POST /networks` takes it. */
export function fileOf(shared: Shared, defaults: Defaults): string {
  const plain = !shared.hand_edits && Object.keys(shared.held).length === 0;
  const value = plain
    ? brief(shared.network, defaults)
    : bodyOf({ ...shared, training: null, dataset: null }, defaults);
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A network with nothing about it. */
export const bare = (network: NetworkSpec): Shared => ({
  network,
  training: null,
  dataset: null,
  held: {},
  hand_edits: null,
});
