/** How much the last edit changed the network's outputs for the picture on screen. */
interface Answer {
  logits: number[];
  /** The picture's version, and what the network was edited from: other ones are no edit. */
  picture: number;
  origin: object;
}

class OutputChange {
  /** The largest difference of a raw output; null: there was no edit, or nothing to compare. */
  max: number | null = $state(null);
  #last: Answer | null = null;
  /** The answer before the edit, while the one after it is to come. */
  #before: Answer | null = null;

  /** The edited network is opened. */
  edited(): void {
    this.max = null;
    this.#before ??= this.#last;
  }

  /** An answer has come; null where there is none. */
  answered(logits: number[] | null, picture: number, origin: object | null): void {
    const answer = logits && origin ? { logits, picture, origin } : null;
    const before = this.#before;
    this.#last = answer;
    this.#before = null;
    if (before && answer) this.max = difference(before, answer);
    else if (!answer) this.max = null;
  }
}

function difference(before: Answer, after: Answer): number | null {
  const alike = before.picture === after.picture && before.origin === after.origin;
  if (!alike || before.logits.length !== after.logits.length) return null;
  return Math.max(...after.logits.map((value, index) => Math.abs(value - (before.logits[index] ?? 0))));
}

export const outputChange = new OutputChange();
