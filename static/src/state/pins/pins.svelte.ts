/** Pictures that the user has pinned: their answers are followed beside that of the picture at hand. */
import { type Picture, picture } from "../picture.svelte";

/** So many are followed. */
export const MOST_PINS = 6;

export interface Pin {
  id: number;
  picture: Picture;
}

class Pins {
  list: readonly Pin[] = $state.raw([]);
  #made = 0;

  /** The picture at hand is pinned already, there is nothing to pin, or no room. */
  readonly full: boolean = $derived(this.list.length >= MOST_PINS);
  readonly pinned: boolean = $derived(this.list.some((pin) => pin.picture === picture.current));
  readonly nothing: boolean = $derived(!picture.current.pixels && picture.current.image === undefined);

  pin(): void {
    if (this.full || this.pinned || this.nothing) return;
    this.list = [...this.list, { id: (this.#made += 1), picture: picture.current }];
  }

  remove(id: number): void {
    this.list = this.list.filter((pin) => pin.id !== id);
  }

  /** Put a pinned picture back: what was drawn comes as a picture, the strokes of the pad are another drawing's. */
  show(pin: Pin): void {
    if (pin.picture === picture.current) return;
    const back: Picture =
      pin.picture.source === "drawing" ? { ...pin.picture, source: "edited" } : pin.picture;
    this.list = this.list.map((one) => (one.id === pin.id ? { ...one, picture: back } : one));
    picture.show(back);
  }
}

export const pins = new Pins();
