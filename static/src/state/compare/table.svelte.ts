/** How the table of runs is looked at. */
import type { Run } from "../../net/runTypes";
import { runs } from "../runs.svelte";
import { ui } from "../ui.svelte";
import { parameters } from "./parameters.svelte";
import { type Column, EVERYTHING, type Filter, filtered, pressed, sorted, type Sorting } from "./rows";

class RunTable {
  sorting: Sorting = $state.raw({ column: "begun", descending: true });
  filter: Filter = $state({ ...EVERYTHING });
  readonly shown: Run[] = $derived(
    sorted(filtered(runs.list, this.filter), this.sorting, parameters.of, ui.locale),
  );
  readonly narrowed: boolean = $derived(
    Object.values(this.filter).some((part: string) => part.trim() !== ""),
  );

  press(column: Column): void {
    this.sorting = pressed(this.sorting, column);
  }

  showAll(): void {
    this.filter = { ...EVERYTHING };
  }
}

export const table = new RunTable();
