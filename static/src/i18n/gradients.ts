/** Texts of the fast recipes and of the gradients of mini-batches. */
export const en = {
  "fast.title": "Fast MNIST",
  "fast.hint": "Fast MNIST: a small network and a recipe that reach 99 % in seconds, at full speed",
  "fast.about":
    "A small network of convolutions and a recipe that learns the digits in seconds. It trains at full speed, with a check on all validation images every few steps that says when 97, 98 and 99 % were reached.",
  "fast.expect": "{images|image|images}, {epochs|epoch|epochs}: expect about {accuracy} of the test images",
  "fast.train": "Train",
  "fast.download": "Download",
  "fast.time": "Time of training to",
  "fast.measured":
    "Right answers on all {images} validation images, looked at every {every} steps; the looking itself is not counted",
  "fan.waiting": "The gradients of single images are being computed…",
  "fan.picture":
    "{n|arrow|arrows}: the gradients of mini-batches of {size}; the thick one is the mean of all",
  "fan.size": "m = {m|image|images} in a mini-batch",
  "fan.noise": "±{percent} % of the full gradient",
  "fan.time": "{ms} ms a step",
  "fan.batch": "mini-batch {k}: length {length}, {angle}° off",
  "fan.image": "image {n}, class {label}: length {length}, {angle}° off",
  "fan.cost": "The cost of a mini-batch",
  "fan.cost.mean": "mean",
  "fan.cost.sum": "sum",
  "fan.sum": "{m} times as long: as if the learning rate were {m} times as large",
};

export const ru: Record<keyof typeof en, string> = {
  "fast.title": "Быстрый MNIST",
  "fast.hint": "Быстрый MNIST: малая сеть и рецепт, которые за секунды доходят до 99 %, на полном ходу",
  "fast.about":
    "Малая сеть из свёрток и рецепт, который за секунды выучивает цифры. Обучение идёт полным ходом; каждые несколько шагов — проверка на всех валидационных изображениях, по ней видно, когда достигнуты 97, 98 и 99 %.",
  "fast.expect":
    "{images|изображение|изображения|изображений}, {epochs|эпоха|эпохи|эпох}: ждите около {accuracy} на тесте",
  "fast.train": "Обучить",
  "fast.download": "Загрузить",
  "fast.time": "Время обучения до",
  "fast.measured":
    "Верные ответы на всех {images} валидационных изображениях, через каждые {every} шагов; сама проверка не в счёт",
  "fan.waiting": "Считаем градиенты отдельных изображений…",
  "fan.picture": "{n|стрелка|стрелки|стрелок}: градиенты мини-пакетов по {size}; толстая — среднее всех",
  "fan.size": "m = {m|изображение|изображения|изображений} в мини-пакете",
  "fan.noise": "±{percent} % от полного градиента",
  "fan.time": "{ms} мс на шаг",
  "fan.batch": "мини-пакет {k}: длина {length}, отклонение {angle}°",
  "fan.image": "изображение {n}, класс {label}: длина {length}, отклонение {angle}°",
  "fan.cost": "Стоимость мини-пакета",
  "fan.cost.mean": "среднее",
  "fan.cost.sum": "сумма",
  "fan.sum": "в {m} раз длиннее: как если бы скорость обучения была в {m} раз больше",
};
