/** The network's input: what was drawn, uploaded or taken from a data set. */
export type Preprocess = "none" | "photo" | "digit";

export interface Picture {
  source: "drawing" | "upload" | "dataset" | "edited";
  /** Rows of grey values (0…255, 0 is background) or of RGB triples; null while nothing is there. */
  pixels: number[][] | number[][][] | null;
  /** An uploaded file as base64, decoded by the server. */
  image?: string;
  preprocess: Preprocess;
  /** "image": run the convolutional part at the image's own size. */
  inputSize?: "network" | "image";
  label?: string;
}

class PictureState {
  current: Picture = $state.raw({ source: "drawing", pixels: null, preprocess: "digit" });
  /** Counts changes, so that effects can follow without comparing pixels. */
  version = $state(0);

  show(picture: Picture): void {
    this.current = picture;
    this.version += 1;
  }
}

export const picture = new PictureState();
