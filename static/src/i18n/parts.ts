/** All parts of the catalogue, joined. */
import * as common from "./common";
import * as differences from "./differences";
import * as layers from "./layers";
import * as porting from "./porting";
import * as stage from "./stage";
import * as training from "./training";
import * as tree from "./tree";

export const en = {
  ...common.en,
  ...differences.en,
  ...layers.en,
  ...porting.en,
  ...stage.en,
  ...training.en,
  ...tree.en,
};
export const ru = {
  ...common.ru,
  ...differences.ru,
  ...layers.ru,
  ...porting.ru,
  ...stage.ru,
  ...training.ru,
  ...tree.ru,
};
export type Key = keyof typeof en;
