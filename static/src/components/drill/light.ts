/** Symbols of the formulas and numbers of the drawing light each other: everything of one name at once. */

/** The name of what is pointed at. */
export function nameAt(target: EventTarget | null): string | null {
  const named = target instanceof Element ? target.closest<HTMLElement>("[data-sym]") : null;
  return named?.dataset["sym"] ?? null;
}

/** Light what has this name, and nothing else. KaTeX makes its elements itself, so that no component knows them. */
export function light(root: HTMLElement, name: string | null): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-sym]"))
    element.toggleAttribute("data-lit", element.dataset["sym"] === name);
}
