/** A text as the network reads it: the bytes of its UTF-8, and which of them each letter is. Pure. */

export interface Letter {
  text: string;
  /** Its first byte, and the one after its last. */
  from: number;
  to: number;
}

const utf8 = new TextEncoder();

/** The letters that fit into so many bytes. */
export function lettersOf(text: string, length: number): Letter[] {
  const letters: Letter[] = [];
  let from = 0;
  for (const letter of text) {
    const to = from + utf8.encode(letter).length;
    if (to > length) break;
    letters.push({ text: letter, from, to });
    from = to;
  }
  return letters;
}

/** What of a text stands at the bytes `from` … `to`, so that it can be seen: a space as ␣, a line's end as ⏎. */
export const lettersAt = (letters: readonly Letter[], from: number, to: number): string =>
  letters
    .filter((letter) => letter.to > from && letter.from < to)
    .map(({ text }) => (text === " " ? "␣" : text === "\n" ? "⏎" : text))
    .join("");

/** The column of pixels that a text is: one row a byte; null without any. */
export function columnOf(text: string, length: number): number[][] | null {
  const bytes = lettersOf(text, length).flatMap((letter) => [...utf8.encode(letter.text)]);
  return bytes.length ? bytes.map((byte) => [byte]) : null;
}
