/** Texts of the runs' tab: they come with it, so that the first view does without. */
import * as compare from "./compare";
import { add } from "./index.svelte";
import * as overlay from "./overlay";
import * as pair from "./pair";
import * as runTable from "./runTable";

const en = { ...compare.en, ...overlay.en, ...pair.en, ...runTable.en };
const ru: typeof en = { ...compare.ru, ...overlay.ru, ...pair.ru, ...runTable.ru };

export type RunsKey = keyof typeof en;

add({ en, ru });
