/** The text in the box beside a network that reads texts; every letter goes to the network at once. */
import { columnOf } from "../layout/letters";
import { drawing } from "./drawing.svelte";
import { network } from "./network.svelte";
import { picture } from "./picture.svelte";
import { task } from "./task.svelte";

const FIRST = "Which language is this?";

class Reading {
  text = $state(FIRST);
  /** Bytes that the network reads. */
  readonly length: number = $derived(network.spec?.input.height ?? 0);

  write(text: string, label?: string): void {
    this.text = text;
    const pixels = columnOf(text, this.length);
    picture.show({ source: "text", pixels, preprocess: "text", ...(label ? { label } : {}) });
  }

  /** A network that reads gets the text for its picture; any other gets the drawing back. */
  follow(): void {
    const { source } = picture.current;
    if (task.reads && source !== "text") this.write(this.text);
    else if (!task.reads && source === "text" && network.spec) drawing.again();
  }
}

export const reading = new Reading();
