/** One number of every layer as bars by powers of ten: lengths differ by orders of magnitude from layer to layer. */
export interface Row {
  path: string;
  name: string;
  /** Length of the bar, 0…1. */
  share: number;
  text: string;
}

/** The bars go from this many powers of ten below the largest on. */
const DECADES = 6;

/** A row for every number that is there; the largest fills its bar. */
export function rowsOf(
  numbers: readonly { path: string; name: string; value: number | null | undefined }[],
  text: (value: number) => string,
): Row[] {
  const most = Math.max(...numbers.map(({ value }) => value ?? 0), Number.MIN_VALUE);
  return numbers.flatMap(({ path, name, value }) => {
    if (typeof value !== "number") return [];
    return [{ path, name, text: text(value), share: value > 0 ? 1 + Math.log10(value / most) / DECADES : 0 }];
  });
}
