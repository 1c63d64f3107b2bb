/** The run as a video file: each moment as a picture, recorded in the page from a canvas that nobody sees. */
import { type ClipLayer, drawScene, HEIGHT, type Scene, WIDTH } from "../draw/clip";
import { magnitude } from "../draw/ranges";
import { t } from "../i18n/index.svelte";
import { record } from "../net/recorder";
import { save } from "../net/save";
import { activations } from "./activations.svelte";
import { colours } from "./palette.svelte";
import { network } from "./network.svelte";
import { picture } from "./picture.svelte";
import { reel, type Still } from "./reel.svelte";
import { run } from "./run.svelte";
import { timeline } from "./timeline.svelte";
import { ui } from "./ui.svelte";

const SECONDS = 5;
const MOST_BYTES = 3_000_000;
/** Bits a second: five seconds are a good half of what a clip may take; and once more where that was too much. */
const RATES = [2_400_000, 800_000];
/** The last moment stands still for this share of the clip. */
const REST = 0.15;
const ROWS = 10;
const LAYERS = 3;
const PATIENCE_MS = 30_000;
const POLL_MS = 100;

type State = "idle" | "loading" | "recording" | "unsupported" | "failed";

class Clip {
  state: State = $state("idle");
  /** Of the recording, 0…1. */
  progress = $state(0);
  saved: { name: string; bytes: number } | null = $state.raw(null);

  get busy(): boolean {
    return this.state === "loading" || this.state === "recording";
  }

  /** Record the run with the current picture and give the file to the reader. */
  async save(): Promise<void> {
    if (this.busy) return;
    this.saved = null;
    this.state = "loading";
    const stills = await this.#stills();
    try {
      this.state = stills.length ? await this.#record(stills) : "failed";
    } catch {
      this.state = "failed"; // the recorder says no more than that
    }
  }

  async #record(stills: Still[]): Promise<State> {
    const scenes = scenesOf(stills);
    const palette = colours.now;
    for (const rate of RATES) {
      this.state = "recording";
      const film = await record({ width: WIDTH, height: HEIGHT, seconds: SECONDS, rate }, (ctx, share) => {
        this.progress = share;
        const place = Math.floor((share / (1 - REST)) * scenes.length);
        const scene = scenes[Math.min(place, scenes.length - 1)];
        if (scene) drawScene(ctx, scene, palette);
      });
      if (!film) return "unsupported";
      if (film.blob.size > MOST_BYTES) continue;
      const name = `${(run.info?.name ?? "run").replace(/[^\p{L}\p{N}]+/gu, "-")}-${run.id}.${film.extension}`;
      save(film.blob, name);
      this.saved = { name, bytes: film.blob.size };
      return "idle";
    }
    return "failed";
  }

  /** The moments of the run for the current picture, once they are all read. */
  async #stills(): Promise<Still[]> {
    const { id } = run;
    if (!id || !run.plain) return [];
    reel.fill(id, timeline.steps);
    for (let waited = 0; !reel.complete && waited < PATIENCE_MS; waited += POLL_MS) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return reel.complete ? reel.sorted : [];
  }
}

/** Up to three layers with maps: first those that filter. */
function layersOf(stills: readonly Still[]): ClipLayer[] {
  const nodes = network.summary?.nodes.filter(({ out_shape: shape }) => shape.length === 3) ?? [];
  const filtering = nodes.filter(({ kind }) => kind.includes("conv"));
  const chosen = filtering.length ? filtering : nodes;
  const every = Math.max(Math.ceil(chosen.length / LAYERS), 1);
  return chosen
    .filter((_, index) => index % every === 0)
    .map(({ path }) => {
      const found = stills.map(({ tensors }) => tensors.get(path)).filter((tensor) => tensor !== undefined);
      return { path, range: Math.max(0, ...found.map((tensor) => magnitude(tensor))) };
    });
}

function scenesOf(stills: readonly Still[]): Scene[] {
  const layers = layersOf(stills);
  const last = stills.at(-1)?.probabilities ?? [];
  const best = last.map((_, index) => index).sort((a, b) => (last[b] ?? 0) - (last[a] ?? 0));
  const rows = best.slice(0, ROWS).sort((a, b) => a - b);
  const percent = new Intl.NumberFormat(ui.locale, { style: "percent", maximumFractionDigits: 1 });
  const tested = new Map(run.checkpoints.map(({ step, test_accuracy: accuracy }) => [step, accuracy]));
  let told = "";
  return stills.map(({ step, tensors, probabilities, empty }) => {
    const accuracy = tested.get(step) ?? null;
    if (accuracy !== null) told = t("clip.tested", { step, value: percent.format(accuracy) });
    return {
      tensors,
      probabilities: empty ? null : probabilities,
      title: t("clip.step", { step }),
      subtitle: told,
      layers,
      rows,
      classes: activations.classes,
      ink: picture.ink,
      share: timeline.share(step),
    };
  });
}

export const clip = new Clip();
