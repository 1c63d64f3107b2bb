/** Numbers as a reader wants them: three digits, and powers of ten where there would be many more. */

const formats = new Map<string, Intl.NumberFormat>();

function threeDigits(locale: string): Intl.NumberFormat {
  const known = formats.get(locale) ?? new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
  formats.set(locale, known);
  return known;
}

/** 0.0942, 12,300, 6.3e+29. */
export function brief(locale: string, value: number): string {
  const size = Math.abs(value);
  return size >= 1e6 || (size > 0 && size < 1e-4)
    ? value.toExponential(1)
    : threeDigits(locale).format(value);
}
