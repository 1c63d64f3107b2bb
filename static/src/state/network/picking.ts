/** Several nodes chosen at once: always neighbours in one series, given by their ids. Pure. */
import type { Place } from "./document";
import { type Span, split } from "./series";

type Places = readonly Place[];

const found = (places: Places, id: string): Place | undefined => places.find(({ node }) => node.$id === id);

/** A node and the combinators around it, outermost first. */
function chain(places: Places, id: string): Place[] {
  const line: Place[] = [];
  for (let at = found(places, id); at; at = places.find(({ path }) => path === at?.parent)) line.unshift(at);
  return line;
}

const seriesOf = (place: Place): string => split(place.pointer).series;

function between(places: Places, a: Place, b: Place): string[] {
  const series = seriesOf(a);
  const [first, last] = [Math.min(a.index, b.index), Math.max(a.index, b.index)];
  const chosen = places.filter(
    (place) => seriesOf(place) === series && place.index >= first && place.index <= last,
  );
  return chosen.map(({ node }) => node.$id);
}

/** From the anchor to another node: in different series, the smallest run of siblings that holds both. */
export function extended(places: Places, anchor: string, to: string): string[] {
  const [one, other] = [chain(places, anchor), chain(places, to)];
  const shared = Math.min(one.length, other.length);
  for (let level = shared - 1; level >= 0; level -= 1) {
    const [a, b] = [one[level], other[level]];
    if (a && b && seriesOf(a) === seriesOf(b)) return between(places, a, b);
  }
  return found(places, to) ? [to] : [];
}

/** With Ctrl: a sibling joins with all up to it, one of the chosen leaves with what lies behind it. */
export function toggled(places: Places, chosen: readonly string[], id: string): string[] {
  const first = chosen[0];
  const at = chosen.indexOf(id);
  if (first === undefined) return [id];
  if (at < 0) {
    const joined = [extended(places, first, id), extended(places, chosen.at(-1) ?? first, id)];
    return joined.sort((a, b) => b.length - a.length)[0] ?? [id];
  }
  const [before, after] = [chosen.slice(0, at), chosen.slice(at + 1)];
  return before.length >= after.length ? before : after;
}

/** Where the chosen nodes stand; null where one of them is gone or they are no neighbours any more. */
export function spanOfIds(places: Places, ids: readonly string[]): Span | null {
  const chosen = ids.flatMap((id) => found(places, id) ?? []);
  const [first] = chosen;
  if (!first || chosen.length < ids.length) return null;
  const series = seriesOf(first);
  const indices = chosen.map(({ index }) => index);
  const [from, to] = [Math.min(...indices), Math.max(...indices) + 1];
  const joined = chosen.every((place) => seriesOf(place) === series) && to - from === chosen.length;
  return joined ? { series, from, to } : null;
}
