/** Texts of the feature maps, the drawing pad and the loupe. */
export const en = {};

export const ru: Record<keyof typeof en, string> = {};
