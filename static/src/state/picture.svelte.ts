/** The network's input: what was drawn, uploaded or taken from a data set. */
export type Preprocess = "none" | "photo" | "digit" | "text";

export interface Picture {
  source: "drawing" | "upload" | "dataset" | "edited" | "text";
  /** Rows of grey values (0…255, 0 is background) or of RGB triples; null while nothing is there. */
  pixels: number[][] | number[][][] | null;
  /** An uploaded file as base64, decoded by the server. */
  image?: string;
  preprocess: Preprocess;
  /** "image": run the convolutional part at the image's own size. */
  inputSize?: "network" | "image";
  label?: string;
  /** Grey is ink on the theme's ground, as for digits; else light. Default: all but uploads. */
  ink?: boolean;
}

class PictureState {
  current: Picture = $state.raw({ source: "drawing", pixels: null, preprocess: "digit" });
  /** Counts changes, so that effects can follow without comparing pixels. */
  version = $state(0);

  /** Is grey shown as ink? */
  get ink(): boolean {
    return this.current.ink ?? this.current.source !== "upload";
  }

  show(picture: Picture): void {
    this.current = picture;
    this.version += 1;
  }
}

export const picture = new PictureState();
