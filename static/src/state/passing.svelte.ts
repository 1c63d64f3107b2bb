/** How the forward passes shown are computed: as in a test, or as in training with a mask that stays or changes. */
/** As the server names them. */
export type Mode = "test" | "train";

export type Wording = "dropped" | "kept";

/** Layers that leave something to chance in training. */
export const CHANCE: readonly string[] = ["dropout", "dropout2d", "gaussian_noise"];

/** Of masks; the server takes any up to 2³² − 1. */
const SEEDS = 1_000_000;

class Passing {
  mode: Mode = $state("test");
  /** Of the mask that is kept. */
  seed = $state(0);
  /** Draw another mask at every pass. */
  fresh = $state(false);
  /** What the rate of a dropout counts: the lectures differ. */
  wording: Wording = $state("dropped");

  #last = 0;

  get training(): boolean {
    return this.mode === "train";
  }

  /** What goes with a picture; in test mode nothing. */
  sent(): { mode?: Mode; mask_seed?: number } {
    const { mode, seed, fresh } = this;
    if (mode === "test") return {};
    this.#last = fresh ? (this.#last + 1) % SEEDS : seed;
    return { mode, mask_seed: this.#last };
  }

  /** Draw another mask now. */
  again(): void {
    this.seed = (Math.max(this.seed, this.#last) + 1) % SEEDS;
  }
}

export const passing = new Passing();
