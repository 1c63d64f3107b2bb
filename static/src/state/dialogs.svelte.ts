/** Dialogs over the whole page: which one is open. */
export const DIALOGS = [
  "saved",
  "import",
  "export",
  "share",
  "compare",
  "example",
  "looks",
  "slide",
] as const;
export type DialogName = (typeof DIALOGS)[number];

class Dialogs {
  open: DialogName | null = $state(null);

  show(name: DialogName): void {
    this.open = name;
  }

  close(): void {
    this.open = null;
  }
}

export const dialogs = new Dialogs();
