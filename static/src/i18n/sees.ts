/** Texts of receptive fields: the layer from which on a unit sees everything, and the measured field. */
export const en = {
  "sees.first": "{name} is the first layer whose unit sees the whole image of {n|pixel|pixels} a side.",
  "sees.none": "No unit of this network sees the whole image of {n|pixel|pixels} a side.",
  "sees.more":
    "A unit of {name} sees {size}, and neighbours are {step|pixel|pixels} apart: {more|more layer|more layers} of 3×3 and stride 1 on top of it would do.",
  "sees.alone": "With nothing but 3×3 layers of stride 1 it takes {n|layer|layers}: 2·{n} + 1 = {size}.",
  "sees.unit": "one unit sees as much as one of {name}; all together {size}",
  "measured.title": "Measured field",
  "measured.about":
    "Which pixels really move this number: |∂unit/∂pixel|, the mean over images of {dataset}. The solid box is the theoretical field, the dashed square the effective one: as many pixels as have at least 4.55 % of the strongest.",
  "measured.unit": "row {y}, column {x}",
  "measured.channel": "Map",
  "measured.neuron": "Neuron",
  "measured.images": "Images",
  "measured.go": "Measure",
  "measured.busy": "Measuring…",
  "measured.fresh": "Fresh weights",
  "measured.start": "At the start of the run",
  "measured.now": "Weights now",
  "measured.trained": "After training",
  "measured.radius": "radius {radius} px",
  "measured.theory": "theoretical radius {radius} px within the image",
  "measured.none": "No image moves this number: its gradient is 0 everywhere.",
  "measured.map": "Heat of {name}, {radius} pixels of radius; the strongest pixel at row {y}, column {x}",
  "measured.paper": "Luo et al. 2016, Understanding the effective receptive field",
  "measured.dataset": "Choose a data set first: its images are needed.",
};

export const ru: Record<keyof typeof en, string> = {
  "sees.first":
    "{name} — первый слой, элемент которого видит всё изображение: сторона {n|пиксель|пикселя|пикселей}.",
  "sees.none": "Ни один элемент этой сети не видит всё изображение: сторона {n|пиксель|пикселя|пикселей}.",
  "sees.more":
    "Элемент слоя {name} видит {size}, соседние сдвинуты на {step|пиксель|пикселя|пикселей}: поверх него хватило бы ещё {more|слоя 3×3|слоёв 3×3|слоёв 3×3} с шагом 1.",
  "sees.alone": "Из одних слоёв 3×3 с шагом 1 их понадобилось бы {n}: 2·{n} + 1 = {size}.",
  "sees.unit": "один элемент видит столько же, сколько элемент слоя {name}; все вместе — {size}",
  "measured.title": "Измеренное поле",
  "measured.about":
    "Какие пиксели на деле меняют это число: |∂элемент/∂пиксель|, среднее по изображениям набора {dataset}. Сплошная рамка — теоретическое поле, пунктирный квадрат — эффективное: столько пикселей имеют не менее 4,55 % самого сильного.",
  "measured.unit": "строка {y}, столбец {x}",
  "measured.channel": "Карта",
  "measured.neuron": "Нейрон",
  "measured.images": "Изображения",
  "measured.go": "Измерить",
  "measured.busy": "Измеряется…",
  "measured.fresh": "Новые веса",
  "measured.start": "В начале обучения",
  "measured.now": "Веса сейчас",
  "measured.trained": "После обучения",
  "measured.radius": "радиус {radius} пкс",
  "measured.theory": "теоретический радиус {radius} пкс внутри изображения",
  "measured.none": "Ни одно изображение не меняет это число: градиент всюду 0.",
  "measured.map":
    "Карта влияния, {name}: радиус {radius} пкс; самый сильный пиксель — строка {y}, столбец {x}",
  "measured.paper": "Luo et al. 2016, Understanding the effective receptive field",
  "measured.dataset": "Сначала выберите набор данных: нужны его изображения.",
};
