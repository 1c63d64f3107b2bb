/** All parts of the catalogue, joined. */
import * as beginnings from "./beginnings";
import * as common from "./common";
import * as layers from "./layers";
import * as stage from "./stage";
import * as training from "./training";
import * as tree from "./tree";

export const en = {
  ...beginnings.en,
  ...common.en,
  ...layers.en,
  ...stage.en,
  ...training.en,
  ...tree.en,
};
export const ru = {
  ...beginnings.ru,
  ...common.ru,
  ...layers.ru,
  ...stage.ru,
  ...training.ru,
  ...tree.ru,
};
export type Key = keyof typeof en;
