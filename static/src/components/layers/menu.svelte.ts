/** The menu of actions: for the nodes that an action at `id` is about, at a point of the window. */
class Menu {
  at: { id: string; x: number; y: number } | null = $state.raw(null);

  open(id: string, { x, y }: { x: number; y: number }): void {
    this.at = { id, x, y };
  }

  close(): void {
    this.at = null;
  }
}

export const menu = new Menu();
