/** A network from a text or a file: read by the server, told in words, and opened only when the reader says so. */
import { send } from "../net/http";
import { type Refusal, refusalOf } from "../net/refusal";
import { analysed, type Analysed } from "./analysed";
import { arrive } from "./arrive";
import { Refusal as Refused } from "./network/reading";
import type { NetworkSpec } from "./network/types";
import { refusedText } from "./refused";
import { bare, type Shared, sharedFrom, wrapped } from "./sharing";

export const SIDES = ["channels", "height", "width"] as const;
export type Side = (typeof SIDES)[number];

export const MOST_BYTES = 256 * 1024 * 1024;
/** Files up to this are texts that may be shown. */
const MOST_TEXT = 256 * 1024;
const TYPING_MS = 500;
/** An ONNX file begins with the tag of its format's version. */
const ONNX_HEAD = 8;

class Importing {
  text = $state("");
  /** A file that is no text. */
  file: File | null = $state.raw(null);
  /** The size of the input, where the source leaves it open. */
  size: Record<Side, number | null> = $state({ channels: null, height: null, width: null });
  busy = $state(false);
  found: Analysed | null = $state.raw(null);
  /** The same with what else was in the file. */
  shared: Shared | null = $state.raw(null);
  refusal: Refusal | null = $state.raw(null);
  #asked: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly empty: boolean = $derived(this.file === null && this.text.trim() === "");
  /** The line that is not understood, from 1. */
  readonly line: number | null = $derived(Number(this.refusal?.errors[0]?.params?.["line"] ?? 0) || null);

  clear(): void {
    this.stop();
    this.size = { channels: null, height: null, width: null };
    Object.assign(this, { text: "", file: null, found: null, shared: null, refusal: null });
  }

  /** Read again once the reader has stopped typing. */
  edited(pause = TYPING_MS): void {
    this.stop();
    Object.assign(this, { found: null, shared: null, refusal: null });
    if (this.empty) return;
    this.busy = true;
    this.#timer = setTimeout(() => void this.#read(), pause);
  }

  /** A file that was dropped or chosen: a text is shown, anything else is only named. */
  async take(file: File): Promise<void> {
    this.clear();
    if (file.size > MOST_BYTES) {
      this.refusal = { code: "import_too_large", detail: "", errors: [] };
      return;
    }
    const [first] = new Uint8Array(await file.slice(0, 1).arrayBuffer());
    if (first === ONNX_HEAD || file.size > MOST_TEXT) this.file = file;
    else this.text = await file.text();
    this.edited(0);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    this.busy = false;
  }

  /** Put what was read in the place of the network on the page: one step of history. */
  open(): void {
    if (this.shared) void arrive(this.shared);
  }

  async #read(): Promise<void> {
    const asked = (this.#asked = new AbortController());
    try {
      const sides = SIDES.filter((side) => this.size[side] !== null);
      const query = sides.map((side) => `${side}=${this.size[side]}`).join("&");
      const whole = this.file ? null : wrapped(this.text);
      const text = whole ? JSON.stringify(whole["network"]) : this.text;
      const spec = await send<NetworkSpec>(`/networks/import?${query}`, this.file ?? text, asked.signal);
      const shared = whole ? sharedFrom(whole, () => spec, "bad_file") : bare(spec);
      // A network that does not fit can be opened too, and repaired.
      const found = await analysed(spec, asked.signal);
      if (!asked.signal.aborted) Object.assign(this, { found, shared });
    } catch (error) {
      if (asked.signal.aborted) return;
      const wrong = error instanceof Refused;
      this.refusal = wrong ? { code: error.code, detail: refusedText(error), errors: [] } : refusalOf(error);
    }
    if (!asked.signal.aborted) this.busy = false;
  }
}

export const importing = new Importing();
