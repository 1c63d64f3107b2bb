/** A zip on its way to becoming a data set: what is in it, how it is to be cut, sending, decoding, the result. */
import type { DatasetInfo } from "../gen/api";
import { type Refusal, refusalOf } from "../net/refusal";
import { sendForm } from "../net/sendForm";
import { contentsOf, type ZipContents } from "../net/zip/classes";
import { readDirectory } from "../net/zip/directory";
import { datasets } from "./datasets.svelte";

export type Phase = "choosing" | "ready" | "sending" | "decoding" | "done";
/** Sizes [height, width] to choose from; null: the commonest of the zip. */
export type Size = [number, number] | null;

const TITLE_LENGTH = 64;

class OwnData {
  /** Is the dialog open? */
  open = $state(false);
  file: File | null = $state.raw(null);
  /** What the zip's directory tells; null while it is read, or where the browser cannot. */
  contents: ZipContents | null = $state.raw(null);
  title = $state("");
  size: Size = $state.raw(null);
  testShare = $state(0.2);
  sending = $state(false);
  /** Share of the bytes that are sent. */
  sent = $state(0);
  id: string | null = $state(null);
  refusal: Refusal | null = $state.raw(null);
  #abort: AbortController | null = null;

  /** What has become of it, as the list of data sets tells. */
  readonly made: DatasetInfo | null = $derived(datasets.list.find(({ id }) => id === this.id) ?? null);
  readonly phase: Phase = $derived.by(() => {
    if (this.made?.ready) return "done";
    if (this.id && !this.made?.error) return "decoding";
    if (this.sending) return "sending";
    return this.file ? "ready" : "choosing";
  });

  /** Is there nothing to tell apart? */
  readonly single: boolean = $derived(this.contents !== null && this.contents.classes.length < 2);

  /** Take a file, from the dialog or dropped anywhere on the page. */
  async take(file: File): Promise<void> {
    this.reset();
    this.open = true;
    this.file = file;
    this.title = file.name.replace(/\.zip$/i, "").slice(0, TITLE_LENGTH);
    const entries = await readDirectory(file).catch(() => null);
    if (this.file === file) this.contents = entries && contentsOf(entries);
  }

  async send(): Promise<void> {
    if (!this.file || this.sending) return;
    [this.sending, this.sent, this.refusal, this.id] = [true, 0, null, null];
    this.#abort = new AbortController();
    try {
      const { signal } = this.#abort;
      const info = await sendForm<DatasetInfo>("/datasets", this.#form(this.file), this.#told, signal);
      await datasets.load();
      this.id = info.id;
      datasets.select(info.id);
    } catch (error) {
      if (!(error instanceof DOMException)) this.refusal = refusalOf(error);
    } finally {
      this.sending = false;
    }
  }

  /** Close the dialog: what is being sent ends, what is being decoded goes on. */
  close(): void {
    this.open = false;
    this.reset();
  }

  reset(): void {
    this.#abort?.abort();
    [this.file, this.contents, this.id, this.refusal, this.size] = [null, null, null, null, null];
    [this.sent, this.testShare] = [0, 0.2];
  }

  readonly #told = (share: number): void => {
    this.sent = share;
  };

  #form(file: File): FormData {
    const form = new FormData();
    form.set("title", this.title.trim() || file.name.slice(0, TITLE_LENGTH));
    if (this.size) form.set("size", JSON.stringify(this.size));
    form.set("test_share", String(this.testShare));
    form.set("file", file);
    return form;
  }
}

export const ownData = new OwnData();
