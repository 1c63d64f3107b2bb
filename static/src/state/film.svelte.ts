/** The run as a film: its moments one after the other, from where it stands, or from the beginning at its end. */
import { reel } from "./reel.svelte";
import { run } from "./run.svelte";
import { timeline } from "./timeline.svelte";

/** Moments a second. */
export const PACES = [2, 4, 8, 16] as const;
/** Seconds to wait for the moments to be read; what is not here then comes as fast as the live model answers. */
const PATIENCE = 5;

class Film {
  playing = $state(false);
  pace: number = $state(8);
  #timer: ReturnType<typeof setTimeout> | undefined;

  toggle(): void {
    if (this.playing) this.stop();
    else this.#play();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.playing = false;
  }

  #play(): void {
    const [first] = timeline.places;
    if (first === undefined) return;
    if (timeline.at === timeline.places.at(-1)) timeline.to(first);
    this.playing = true;
    this.#wait(PATIENCE * this.pace);
  }

  #wait(patience: number): void {
    this.#timer = setTimeout(() => {
      if (run.plain && !reel.complete && patience > 0) this.#wait(patience - 1);
      else if (timeline.move(1)) this.#wait(0);
      else this.stop();
    }, 1000 / this.pace);
  }
}

export const film = new Film();
