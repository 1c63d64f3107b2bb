/** Step 0: what the initialiser makes of the layers. */
export const en = {
  "first.title": "At step 0, as the first weights are drawn",
  "first.all": "First weights of all layers",
  "first.own": "This layer has first weights of its own: {name} (see Settings).",
  "first.chart": "{name} at step 0: {low} to {high}",
  "first.deviation": "σ {value}",
  "first.earlier": "Dashed: before the last change.",
  "first.depth": "At step 0",
  "first.spread": "Spread of the activations, σ",
  "first.spread.help":
    "Standard deviation of a layer’s outputs: a good initialiser neither lets it fade away nor grow from layer to layer",
  "first.about":
    "A new run with the settings as they are; gradients of its first mini-batch, activations over {n} validation images.",
  "first.wait": "Drawing the first weights…",
};
export const ru: typeof en = {
  "first.title": "На шаге 0: какими выбраны первые веса",
  "first.all": "Первые веса всех слоёв",
  "first.own": "У этого слоя свои первые веса: {name} (см. «Настройки»).",
  "first.chart": "{name} на шаге 0: от {low} до {high}",
  "first.deviation": "σ {value}",
  "first.earlier": "Пунктир: до последнего изменения.",
  "first.depth": "На шаге 0",
  "first.spread": "Разброс активаций, σ",
  "first.spread.help":
    "Стандартное отклонение выходов слоя: хорошая инициализация не даёт ему ни угаснуть, ни вырасти от слоя к слою",
  "first.about":
    "Новый запуск с нынешними настройками; градиенты его первого мини-пакета, активации по {n} проверочным изображениям.",
  "first.wait": "Выбираются первые веса…",
};
