/** All parts of the catalogue, joined. */
import * as common from "./common";
import * as layers from "./layers";
import * as stage from "./stage";
import * as training from "./training";
import * as tree from "./tree";
import * as why from "./why";

export const en = { ...common.en, ...layers.en, ...stage.en, ...training.en, ...tree.en, ...why.en };
export const ru = { ...common.ru, ...layers.ru, ...stage.ru, ...training.ru, ...tree.ru, ...why.ru };
export type Key = keyof typeof en;
