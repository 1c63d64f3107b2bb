/** Texts of training bar, curves, runs, data sets and models. */
export const en = {};

export const ru: Record<keyof typeof en, string> = {};
