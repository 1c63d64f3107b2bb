/** The picture moved by sliders, and what the network made of it before: the maps to compare with. */
import { type Motion, isStill, moved, STILL } from "../layout/transform";
import type { FrameTensor } from "../net/frame";
import { activations } from "./activations.svelte";
import { answer } from "./answer.svelte";
import { type Checked, network } from "./network.svelte";
import { type Picture, picture } from "./picture.svelte";

/** Numbers of a picture beyond which it is brought to the network's size first. */
const LARGEST = 128 * 128 * 3;

/** The picture at rest, and the answer to it. */
export interface Base {
  picture: Picture;
  network: Checked | null;
  input: FrameTensor;
  tensors: Map<string, FrameTensor>;
  logits: number[] | null;
  probabilities: number[] | null;
}

class Moving {
  open = $state(false);
  motion: Motion = $state.raw(STILL);
  base: Base | null = $state.raw(null);
  /** The picture at rest is larger than what is moved here. */
  large = $state(false);
  /** The moved picture that is on show. */
  #own: Picture | null = null;

  /** The maps on screen answer the moved picture. */
  readonly answered: boolean = $derived(
    this.base !== null && !answer.due && activations.step === null && activations.tensors.size > 0,
  );

  set(part: Partial<Motion>): void {
    if (!this.base) return;
    this.motion = { ...this.motion, ...part };
    if (isStill(this.motion)) return this.reset();
    const { input, picture: before } = this.base;
    const own: Picture = {
      source: "edited",
      pixels: moved(input, this.motion),
      preprocess: "none",
      ink: before.ink ?? before.source !== "upload",
      ...(before.inputSize ? { inputSize: before.inputSize } : {}),
      ...(before.label === undefined ? {} : { label: before.label }),
    };
    this.#own = own;
    picture.show(own);
  }

  /** The picture as it was. */
  reset(): void {
    this.motion = STILL;
    this.#own = null;
    if (this.base && picture.current !== this.base.picture) picture.show(this.base.picture);
  }

  toggle(): void {
    if (this.open) this.reset();
    this.open = !this.open;
    this.base = null;
  }

  /** Another picture or network is the one to move from now on; called when either may have changed. */
  follow(): void {
    if (!this.open) return;
    if (this.base && this.base.network !== network.checked) {
      this.reset();
      this.base = null;
    }
    if (this.#own !== null && picture.current === this.#own) return;
    if (answer.due || activations.step !== null) return;
    this.#rest();
  }

  /** Take what is on screen as the picture at rest. */
  #rest(): void {
    const input = activations.tensors.get("input");
    this.large = !!input && input.data.length > LARGEST;
    this.motion = STILL;
    this.#own = null;
    const { pixels, image } = picture.current;
    // A dot or a flat grey has no answer, but it has maps.
    if (!input || (!pixels && !image) || this.large) {
      this.base = null;
      return;
    }
    const { tensors, logits, probabilities } = activations;
    this.base = { picture: picture.current, network: network.checked, input, tensors, logits, probabilities };
  }
}

export const moving = new Moving();
