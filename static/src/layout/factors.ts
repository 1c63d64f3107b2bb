/** Which word stands for which number of a sum: "(5·5·6 + 1)·16" and "(kernel height · … + bias) · filters". Pure. */

/** A stretch of text; `factor` is the place of its number or word among all, null between them. */
export interface Piece {
  text: string;
  factor: number | null;
}

export interface Factors {
  sum: Piece[];
  words: Piece[];
}

const NUMBER = /(\d+)/;
const WORD = /([^·+()]+)/;
/** What is added to a factor, where nothing is added. */
const ADDEND = / \+ [^·+()]+/g;

function pieces(text: string, part: RegExp): Piece[] {
  let next = 0;
  return text
    .split(part)
    .filter((piece) => piece !== "")
    .map((piece) => ({ text: piece, factor: part.test(piece) && piece.trim() ? next++ : null }));
}

const last = (all: Piece[]): number => all.filter(({ factor }) => factor !== null).length;

/** The sum's left side and its words, piece by piece; null where they do not correspond. */
export function factorsOf(line: string, words: string): Factors | null {
  const [left = "", ...rest] = line.split(" = ");
  const sum = pieces(left, NUMBER);
  const named = pieces(left.includes("+") ? words : words.replace(ADDEND, ""), WORD);
  if (!words || last(sum) !== last(named)) return null;
  const total = rest.length ? [{ text: ` = ${rest.join(" = ")}`, factor: null }] : [];
  return { sum: [...sum, ...total], words: named };
}
