/** How a difference between networks is written in one sign. */
export const SIGNS = { same: "", added: "+", removed: "−", changed: "~", moved: "↕" } as const;
