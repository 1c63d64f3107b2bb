/** What was set by hand, as it travels: in links, in saved networks, in files. It comes from anywhere, so it is checked. */
import type { HandEdits, Nudge, Painted } from "../../gen/api";
import { MOST_NUDGES } from "./nudges";
import { Refusal } from "./reading";

/** The server takes no more. */
const MOST_PAINTED = 256;
const MOST_WEIGHTS = 8192;
const MOST_PATHS = 1024;
const MOST_SIDE = 256;
const LARGEST = 1e6;
const REFERENCE = /^(run:[A-Za-z0-9_-]{1,64}(@[0-9]{1,15})?|[a-z0-9][a-z0-9._-]{0,63})$/;

/** The shortest number that is the same in single precision, as the network has it. */
export function single(value: number): number {
  const exact = Math.fround(value);
  const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const found = digits.find((count) => Math.fround(Number(exact.toPrecision(count))) === exact);
  return found === undefined ? value : Number(exact.toPrecision(found));
}

/** Everything that was set by hand, or null for nothing; the base's paths only where they are not those of now. */
export function handEdits(
  base: string | null,
  map: Readonly<Record<string, string>>,
  painted: readonly Painted[],
  nudges: readonly Nudge[],
  paths: readonly string[],
): HandEdits | null {
  if (painted.length + nudges.length === 0) return null;
  const moved = paths.some((path) => map[path] !== path);
  const short = painted.map(({ path, channel, weight, bias }): Painted => {
    const set = { ...(weight ? { weight: weight.map(single) } : {}) };
    return { path, channel, ...set, ...(bias === null || bias === undefined ? {} : { bias: single(bias) }) };
  });
  return {
    ...(base === null ? {} : { weights_from: base }),
    ...(moved ? { weights_map: { ...map } } : {}),
    ...(short.length ? { painted: short } : {}),
    ...(nudges.length ? { nudges: [...nudges] } : {}),
  };
}

type Fields = Record<string, unknown>;
const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): boolean => typeof value === "string" && value.length <= 512;
const isIndex = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;
const isWeight = (value: unknown): boolean => typeof value === "number" && Math.abs(value) <= LARGEST;
const isList = (value: unknown, most: number, each: (one: unknown) => boolean): boolean =>
  Array.isArray(value) && value.length <= most && value.every(each);
const isByte = (value: unknown): boolean => isIndex(value) && Number(value) <= 255;

function isPainted(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { path, channel, weight = null, bias = null } = value;
  const numbers = weight === null || isList(weight, MOST_WEIGHTS, isWeight);
  return isText(path) && isIndex(channel) && numbers && (bias === null || isWeight(bias));
}

function isNudge(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { image, target, lr = 0.01 } = value;
  const isRow = (row: unknown): boolean => isList(row, MOST_SIDE, isByte);
  const isPlane = (plane: unknown): boolean => isList(plane, MOST_SIDE, isRow);
  const step = typeof lr === "number" && lr > 0 && lr <= 1;
  return isList(image, MOST_SIDE, isPlane) && isIndex(target) && step;
}

function isMap(value: unknown): boolean {
  if (!isObject(value)) return false;
  const entries = Object.entries(value);
  return entries.length <= MOST_PATHS && entries.flat().every(isText);
}

const SOUND: Record<string, (value: unknown) => boolean> = {
  weights_from: (value) => typeof value === "string" && REFERENCE.test(value),
  weights_map: isMap,
  painted: (value) => isList(value, MOST_PAINTED, isPainted),
  nudges: (value) => isList(value, MOST_NUDGES, isNudge),
};

/** From elsewhere; null for nothing. Throws a Refusal that names the field which is no such thing. */
export function handEditsFrom(value: unknown): HandEdits | null {
  if (value === null || value === undefined) return null;
  if (!isObject(value)) throw new Refusal("bad_edits", { field: "hand_edits" });
  const given = Object.entries(value).filter(([, one]) => one !== null);
  const wrong = given.find(([field, one]) => !SOUND[field]?.(one));
  if (wrong) throw new Refusal("bad_edits", { field: wrong[0].slice(0, 64) });
  return Object.fromEntries(given) as HandEdits;
}
