/** Texts of the layer list, its forms, problems and repairs; schema texts. */
export const en = {};

export const ru: Record<keyof typeof en, string> = {};
