/** The network as a file: which form, with or without weights, and what the server made of it. */
import { file, type MadeFile } from "../net/http";
import { type Refusal, refusalOf } from "../net/refusal";
import { defaults } from "./known";
import { modelOf } from "./live.svelte";
import { network } from "./network.svelte";
import { compared, same } from "./network/compare";
import type { NetworkSpec } from "./network/types";
import { bare, fileOf } from "./sharing";
import { zoo } from "./zoo.svelte";

export const FORMS = ["pytorch", "notebook", "onnx", "safetensors", "mermaid", "json"] as const;
export type Form = (typeof FORMS)[number];
/** The network as it is being edited, the same with what was set by hand, or the model whose weights it began with. */
export type What = "edited" | "hand" | "trained";

/** A file with what can be read of it. */
export interface Made extends MadeFile {
  text: string | null;
}

const NEED_WEIGHTS: readonly Form[] = ["notebook", "safetensors"];
const TEXTS: readonly Form[] = ["pytorch", "mermaid", "json"];
/** Of a text that is shown; longer ones are only for downloading. */
const MOST_SHOWN = 400_000;
/** Whoever goes through the forms with the arrow keys means the one where they stop. */
const PAUSE_MS = 250;

/** Where the server makes the file of a model with its weights. */
function addressOf(ref: string, form: Form): string {
  const run = /^run:([^@]+)(?:@(\d+))?$/.exec(ref);
  if (!run) return `/models/${encodeURIComponent(ref)}/export?format=${form}`;
  const step = run[2] === undefined ? "" : `&step=${run[2]}`;
  return `/runs/${encodeURIComponent(run[1] ?? "")}/export?format=${form}${step}`;
}

class Exporting {
  what: What = $state("edited");
  form: Form = $state("pytorch");
  busy = $state(false);
  made: Made | null = $state.raw(null);
  refusal: Refusal | null = $state.raw(null);
  /** The network of the model with weights; null until it is known. */
  original: NetworkSpec | null = $state.raw(null);
  #asked: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** What there is to choose from. */
  readonly whats: What[] = $derived([
    "edited",
    ...(network.handEdits ? (["hand"] as const) : []),
    ...(network.base === null ? [] : (["trained"] as const)),
  ]);
  readonly ref: string | null = $derived(network.base);
  readonly title: string = $derived(
    zoo.models.find(({ ref }) => ref === this.ref)?.title ?? this.original?.name ?? this.ref ?? "",
  );
  /** Is the network on the page still the one that the weights belong to? */
  readonly untouched: boolean = $derived(
    this.original !== null && network.spec !== null && same(compared(this.original, network.spec, defaults)),
  );

  /** Does this form hold what there is none of? */
  lacks(form: Form): boolean {
    return this.what === "edited" && NEED_WEIGHTS.includes(form);
  }

  /** Begin with the weights where the network still has them all. */
  async start(): Promise<void> {
    Object.assign(this, { what: "edited", original: null, made: null, refusal: null });
    if (this.ref !== null) {
      this.original = await zoo.specOf(this.ref).catch(() => null);
      if (this.untouched) this.what = "trained";
    }
    if (network.handEdits) this.what = "hand";
    if (this.lacks(this.form)) this.form = "pytorch";
    this.make();
  }

  choose(what: What, form: Form): void {
    this.what = what;
    this.form = this.lacks(form) ? "pytorch" : form;
    this.make();
  }

  /** Make the file that is chosen; what was being made before is forgotten. */
  make(): void {
    this.stop();
    Object.assign(this, { busy: true, made: null, refusal: null });
    this.#timer = setTimeout(() => void this.#make(), PAUSE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    this.busy = false;
  }

  async #make(): Promise<void> {
    const asked = (this.#asked = new AbortController());
    const { form } = this;
    try {
      const made = await this.#fetched(form, asked.signal);
      const shown = TEXTS.includes(form) && made.blob.size <= MOST_SHOWN;
      const text = shown ? await made.blob.text() : null;
      if (asked.signal.aborted) return;
      this.made = { ...made, text };
    } catch (error) {
      if (asked.signal.aborted) return;
      this.refusal = refusalOf(error);
    }
    this.busy = false;
  }

  #fetched(form: Form, signal: AbortSignal): Promise<MadeFile> {
    const trained = this.what === "trained" && this.ref !== null;
    const spec = trained ? (this.original ?? network.spec) : network.spec;
    if (form === "json") return Promise.resolve(description(spec, !trained));
    if (trained && form !== "mermaid") return file(addressOf(this.ref ?? "", form), undefined, signal);
    if (this.what === "hand" && form !== "mermaid") {
      const { checked, valid, spec: present } = network;
      const asked = checked && valid ? modelOf(checked) : { model: { network: present } };
      return file(`/models/export?format=${form}`, asked, signal);
    }
    return file(`/networks/export?format=${form}`, spec, signal);
  }
}

/** The description itself, as import and the API take it; of the network on the page with what was set by hand. */
function description(spec: NetworkSpec | null, own: boolean): MadeFile {
  const { held, handEdits } = network;
  const shared = spec && { ...bare(spec), ...(own ? { held, hand_edits: handEdits } : {}) };
  const text = shared ? fileOf(shared, defaults) : "";
  const words = spec?.name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const blob = new Blob([text], { type: "application/json" });
  return { blob, name: `${words.join("-") || "network"}.json`, difference: null };
}

export const exporting = new Exporting();
