/** All parts of the catalogue, joined. */
import * as beginnings from "./beginnings";
import * as common from "./common";
import * as data from "./data";
import * as differences from "./differences";
import * as drawing from "./drawing";
import * as drill from "./drill";
import * as explain from "./explain";
import * as first from "./first";
import * as findings from "./findings";
import * as finger from "./finger";
import * as geometry from "./geometry";
import * as gradients from "./gradients";
import * as layers from "./layers";
import * as learns from "./learns";
import * as looks from "./looks";
import * as mistakes from "./mistakes";
import * as moments from "./moments";
import * as pins from "./pins";
import * as passes from "./passes";
import * as porting from "./porting";
import * as sees from "./sees";
import * as slide from "./slide";
import * as slopes from "./slopes";
import * as stage from "./stage";
import * as training from "./training";
import * as tree from "./tree";
import * as ways from "./ways";
import * as why from "./why";

export const en = {
  ...common.en,
  ...data.en,
  ...differences.en,
  ...gradients.en,
  ...layers.en,
  ...learns.en,
  ...looks.en,
  ...mistakes.en,
  ...moments.en,
  ...pins.en,
  ...passes.en,
  ...porting.en,
  ...beginnings.en,
  ...drawing.en,
  ...drill.en,
  ...explain.en,
  ...findings.en,
  ...first.en,
  ...finger.en,
  ...geometry.en,
  ...sees.en,
  ...slide.en,
  ...slopes.en,
  ...stage.en,
  ...training.en,
  ...tree.en,
  ...ways.en,
  ...why.en,
};
export const ru = {
  ...common.ru,
  ...data.ru,
  ...differences.ru,
  ...gradients.ru,
  ...layers.ru,
  ...learns.ru,
  ...looks.ru,
  ...mistakes.ru,
  ...moments.ru,
  ...pins.ru,
  ...passes.ru,
  ...porting.ru,
  ...beginnings.ru,
  ...drawing.ru,
  ...drill.ru,
  ...explain.ru,
  ...findings.ru,
  ...first.ru,
  ...finger.ru,
  ...geometry.ru,
  ...sees.ru,
  ...slide.ru,
  ...slopes.ru,
  ...stage.ru,
  ...training.ru,
  ...tree.ru,
  ...ways.ru,
  ...why.ru,
};
export type Key = keyof typeof en;
