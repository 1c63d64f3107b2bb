/** All parts of the catalogue, joined. */
import * as common from "./common";
import * as drawing from "./drawing";
import * as geometry from "./geometry";
import * as layers from "./layers";
import * as stage from "./stage";
import * as training from "./training";
import * as tree from "./tree";

export const en = {
  ...common.en,
  ...drawing.en,
  ...geometry.en,
  ...layers.en,
  ...stage.en,
  ...training.en,
  ...tree.en,
};
export const ru = {
  ...common.ru,
  ...drawing.ru,
  ...geometry.ru,
  ...layers.ru,
  ...stage.ru,
  ...training.ru,
  ...tree.ru,
};
export type Key = keyof typeof en;
