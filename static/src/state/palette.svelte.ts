/** The design's colours for painting, read from the style sheet and read again when the theme changes. */
import { type Palette, paletteOf } from "../draw/palette";

function read(): Palette {
  const style = getComputedStyle(document.documentElement);
  return paletteOf((name) => style.getPropertyValue(name));
}

class Colours {
  now: Palette = $state.raw(read());

  constructor() {
    const observer = new MutationObserver(() => (this.now = read()));
    observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }
}

export const colours = new Colours();
