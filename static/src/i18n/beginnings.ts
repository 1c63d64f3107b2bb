/** Texts of how runs begin and vote: weights to begin with, other seeds, the tally. */
export const en = {
  "train.scratch.short": "Train",
  "train.inherit": "Fine-tune: train on from these weights",
  "train.inherit.short": "Fine-tune",
  "train.inherit.hint":
    "A new run that begins with the weights on the page; layers that were changed begin anew",
  "runs.begins": "Begins with the weights of {name}: {n} of {of} layers",
  "vote.title": "Vote on the drawing",
  "vote.hint":
    "Tick the runs that are to vote: networks of different seeds err differently, and the majority is often right where one of them is not.",
  "vote.voters": "{n|run votes|runs vote}",
  "vote.clear": "Untick all",
  "vote.of": "{n} of {of}",
  "vote.tally": "Tally of the votes",
  "vote.answers": "Each run's answer",
  "vote.draw": "Draw something on the playground for them to vote on.",
  "vote.wait": "Waiting for their turn to train.",
  "vote.repeat": "Train {n} more with other seeds",
  "vote.repeat.hint":
    "An ensemble: the same network and settings, other first weights and another order of the images. All of them vote.",
};

export const ru: Record<keyof typeof en, string> = {
  "train.scratch.short": "Обучить",
  "train.inherit": "Дообучить: продолжить с этих весов",
  "train.inherit.short": "Дообучить",
  "train.inherit.hint": "Новое обучение начинается с весов на странице; изменённые слои начинают заново",
  "runs.begins": "Начато с весов {name}: слоёв {n} из {of}",
  "vote.title": "Голосование о рисунке",
  "vote.hint":
    "Отметьте, какие обучения голосуют: сети с разными зёрнами ошибаются по-разному, и большинство часто право там, где одна из них ошибается.",
  "vote.voters": "{n|обучение голосует|обучения голосуют|обучений голосуют}",
  "vote.clear": "Снять отметки",
  "vote.of": "{n} из {of}",
  "vote.tally": "Подсчёт голосов",
  "vote.answers": "Ответ каждого обучения",
  "vote.draw": "Нарисуйте на площадке то, о чём голосовать.",
  "vote.wait": "Ждут своей очереди на обучение.",
  "vote.repeat": "Обучить ещё {n} с другими зёрнами",
  "vote.repeat.hint":
    "Ансамбль: те же сеть и настройки, другие начальные веса и другой порядок изображений. Все они голосуют.",
};
