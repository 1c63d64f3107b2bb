/** Texts of the switch between test and training mode of the forward passes shown. */
export const en = {
  "pass.mode": "Forward pass",
  "pass.mode.help":
    "How the maps shown are computed: as in a test (running statistics, nothing left out) or as in training (statistics of the batch, values dropped by chance)",
  "pass.test": "Test",
  "pass.train": "Train",
  "pass.panel": "The pass as in training",
  "pass.norm.batch":
    "Batch norm: μ and σ² of a batch of {n}: this picture and {others} validation images, always the same ones",
  "pass.norm.alone": "Batch norm: μ and σ² of this picture alone: the network has no data set at hand",
  "pass.same": "This network computes the same in both: it has no batch norm, no dropout and no noise.",
  "pass.mask": "Mask",
  "pass.mask.frozen": "Frozen",
  "pass.mask.frozen.help": "The same values are dropped whatever is drawn",
  "pass.mask.fresh": "Every pass anew",
  "pass.mask.fresh.help": "Another mask with every picture, as in training",
  "pass.mask.new": "New mask",
  "pass.rate": "Rate counts",
  "pass.rate.dropped": "dropped p",
  "pass.rate.kept": "kept 1 − p",
  "pass.rate.of": "{path}: dropped p = {p}",
  "pass.rate.of.kept": "{path}: kept 1 − p = {p}",
  "pass.noise.of": "{path}: noise σ = {p}",
  "pass.rate.help":
    "Torch and many papers call the share that is dropped p; other lectures call the share that is kept p",
  "pass.run": "The maps now shown come from a run in training: it computes them as in a test.",
  "pass.unit.norm.test": "Test: running μ and σ², kept from training; γ and β are learnt.",
  "pass.unit.norm.train":
    "Training: μ and σ² of this batch of {n|image|images}; γ and β are learnt. The running ones stay as they are.",
  "pass.unit.chance.test": "Test: nothing is left to chance ({rate}).",
  "pass.unit.chance.train": "Training: drawn for this pass ({rate}).",
};

export const ru: Record<keyof typeof en, string> = {
  "pass.mode": "Прямой проход",
  "pass.mode.help":
    "Как вычислены показанные карты: как в тесте (скользящие статистики, ничего не выброшено) или как при обучении (статистики батча, значения выброшены случайно)",
  "pass.test": "Тест",
  "pass.train": "Обучение",
  "pass.panel": "Проход как при обучении",
  "pass.norm.batch":
    "Батч-норм: μ и σ² по батчу из {n}: этот рисунок и {others} проверочных изображений, всегда одних и тех же",
  "pass.norm.alone": "Батч-норм: μ и σ² одного этого рисунка: под рукой нет набора данных этой сети",
  "pass.same": "Эта сеть считает одинаково в обоих режимах: в ней нет ни батч-нормы, ни дропаута, ни шума.",
  "pass.mask": "Маска",
  "pass.mask.frozen": "Заморожена",
  "pass.mask.frozen.help": "Выброшены одни и те же значения, что ни нарисуй",
  "pass.mask.fresh": "Новая каждый раз",
  "pass.mask.fresh.help": "Другая маска с каждым рисунком, как при обучении",
  "pass.mask.new": "Новая маска",
  "pass.rate": "Доля означает",
  "pass.rate.dropped": "выброшено p",
  "pass.rate.kept": "оставлено 1 − p",
  "pass.rate.of": "{path}: выброшено p = {p}",
  "pass.rate.of.kept": "{path}: оставлено 1 − p = {p}",
  "pass.noise.of": "{path}: шум σ = {p}",
  "pass.rate.help": "В torch и многих статьях p — доля выброшенных; в других лекциях p — доля оставленных",
  "pass.run": "Показанные сейчас карты — от обучающейся сети: она считает их как в тесте.",
  "pass.unit.norm.test": "Тест: скользящие μ и σ², накопленные при обучении; γ и β обучены.",
  "pass.unit.norm.train":
    "Обучение: μ и σ² этого батча из {n|изображения|изображений|изображений}; γ и β обучены. Скользящие не меняются.",
  "pass.unit.chance.test": "Тест: ничего не оставлено случаю ({rate}).",
  "pass.unit.chance.train": "Обучение: выбрано случайно для этого прохода ({rate}).",
};
