/** All parts of the catalogue, joined. */
import * as common from "./common";
import * as layers from "./layers";
import * as stage from "./stage";
import * as training from "./training";

export const en = { ...common.en, ...layers.en, ...stage.en, ...training.en };
export const ru = { ...common.ru, ...layers.ru, ...stage.ru, ...training.ru };
export type Key = keyof typeof en;
