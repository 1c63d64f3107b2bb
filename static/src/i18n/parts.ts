/** All parts of the catalogue, joined. */
import * as common from "./common";
import * as data from "./data";
import * as layers from "./layers";
import * as stage from "./stage";
import * as training from "./training";
import * as tree from "./tree";

export const en = { ...common.en, ...data.en, ...layers.en, ...stage.en, ...training.en, ...tree.en };
export const ru = { ...common.ru, ...data.ru, ...layers.ru, ...stage.ru, ...training.ru, ...tree.ru };
export type Key = keyof typeof en;
