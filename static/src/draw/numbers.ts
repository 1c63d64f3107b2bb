/** Numbers as the page prints them: a real minus sign, few digits. */

/** Three significant digits in the reader's language: 0.934, −12.5, 1,230. */
export function nice(value: number | null | undefined, locale: string, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6))
    return value.toExponential(1).replace("-", "−").replace("e+", "e");
  return value.toLocaleString(locale, { maximumSignificantDigits: digits }).replace("-", "−");
}

/** As short as a cell needs: .73, −1.2, 255, 0; with `fine` small numbers keep a third place: .012. */
export function terse(value: number, fine = false): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return "–";
  if (Number.isInteger(value)) return String(value).replace("-", "−");
  if (fine && size >= 0.0005 && size < 0.0995) return (value < 0 ? "−" : "") + size.toFixed(3).slice(1);
  if (size < 0.005) return "0";
  const text =
    size >= 99.5 ? size.toFixed(0) : size >= 9.95 ? size.toFixed(0) : size.toFixed(size < 0.995 ? 2 : 1);
  return (value < 0 ? "−" : "") + text.replace(/^0\./, ".");
}

/** A share as a percentage: 97.2 %, 100 %, < 0.1 %. */
export function percent(share: number, locale: string): string {
  if (share > 0 && share < 0.0005) return `< ${(0.1).toLocaleString(locale)} %`;
  return `${(share * 100).toLocaleString(locale, { maximumFractionDigits: 1 })} %`;
}
