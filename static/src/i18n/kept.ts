/** A unit kept beside another. */
export const en = {
  "kept.keep": "Pin",
  "kept.keep.help": "Keep this unit here and click another: in one map both have the same kernel",
  "kept.title": "Pinned unit",
  "kept.release": "Unpin this unit",
  "kept.same": "The same kernel: {path} has one for all places of a map. Only what it reads differs.",
  "kept.other": "Another kernel of {path}: every map has its own.",
  "kept.rule": "The same rule, without weights.",
  "kept.layer": "A unit of another layer.",
  "kept.waiting": "Its numbers come when the training pauses.",
};

export const ru: typeof en = {
  "kept.keep": "Закрепить",
  "kept.keep.help": "Оставить этот нейрон здесь и нажать на другой: на одной карте ядро у них общее",
  "kept.title": "Закреплённый нейрон",
  "kept.release": "Открепить этот нейрон",
  "kept.same": "То же самое ядро: в {path} оно одно на все места карты. Различается лишь то, что оно читает.",
  "kept.other": "Другое ядро слоя {path}: у каждой карты своё.",
  "kept.rule": "То же правило, без весов.",
  "kept.layer": "Нейрон другого слоя.",
  "kept.waiting": "Числа появятся, когда обучение остановится.",
};
