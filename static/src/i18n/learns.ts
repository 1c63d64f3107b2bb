/** How the layers learn. */
export const en = {
  "inspector.learns": "Learns",
  "learns.empty":
    "Histograms, gradients and dead units appear here, step by step, while a run trains or stands paused.",
  "learns.start": "Press play, or take one step.",
  "learns.other": "The run that trains is of another network.",
  "learns.weights": "Weights",
  "learns.gradients": "Gradients ∂L/∂w",
  "learns.activations": "Activations",
  "learns.over": "over the steps {from}–{to}; the stronger, the more of the numbers",
  "learns.at": "at step {step}",
  "learns.chart": "{name}: now {low} to {high}",
  "learns.numbers": "Now",
  "learns.norm": "|w|",
  "learns.norm.help": "Length of the layer’s weights, as one arrow",
  "learns.slope": "|∂L/∂w|",
  "learns.slope.help": "Length of the gradient of the last mini-batch",
  "learns.ratio": "|Δw| / |w|",
  "learns.ratio.help":
    "How far one step moves the weights: about 0.001 is usual, 0.1 is wild, 0.00001 stands still",
  "learns.dead": "Dead channels",
  "learns.dead.help":
    "A ReLU’s channel (a map, or one number of a vector) is dead when it gives 0 everywhere in all {n} validation images looked at",
  "learns.saturated": "Saturated outputs",
  "learns.saturated.help":
    "Where the slope of the sigmoid or tanh is below 5 % of its largest, over {n} validation images",
  "learns.identical":
    "{n|filter equals|filters equal} another one: equal weights get equal gradients and stay equal",
  "learns.depth": "By depth",
  "learns.depth.slope": "Gradient",
  "learns.depth.ratio": "Update ÷ weight",
  "learns.depth.dead": "Dead or saturated",
};
export const ru: typeof en = {
  "inspector.learns": "Учится",
  "learns.empty":
    "Здесь шаг за шагом появятся гистограммы, градиенты и мёртвые единицы, пока запуск учится или стоит на паузе.",
  "learns.start": "Нажмите «старт» или сделайте один шаг.",
  "learns.other": "Обучается запуск другой сети.",
  "learns.weights": "Веса",
  "learns.gradients": "Градиенты ∂L/∂w",
  "learns.activations": "Активации",
  "learns.over": "по шагам {from}–{to}; чем ярче, тем больше чисел",
  "learns.at": "на шаге {step}",
  "learns.chart": "{name}: сейчас от {low} до {high}",
  "learns.numbers": "Сейчас",
  "learns.norm": "|w|",
  "learns.norm.help": "Длина весов слоя как одной стрелки",
  "learns.slope": "|∂L/∂w|",
  "learns.slope.help": "Длина градиента последнего мини-пакета",
  "learns.ratio": "|Δw| / |w|",
  "learns.ratio.help":
    "Как далеко один шаг сдвигает веса: обычно около 0,001; 0,1 — слишком, 0,00001 — стоит на месте",
  "learns.dead": "Мёртвые каналы",
  "learns.dead.help":
    "Канал ReLU (карта или одно число вектора) мёртв, если даёт 0 везде на всех {n} проверочных изображениях",
  "learns.saturated": "Насыщенные выходы",
  "learns.saturated.help":
    "Где наклон сигмоиды или tanh меньше 5 % наибольшего, по {n} проверочным изображениям",
  "learns.identical":
    "{n|фильтр равен|фильтра равны|фильтров равны} другому: равные веса получают равные градиенты и остаются равными",
  "learns.depth": "По глубине",
  "learns.depth.slope": "Градиент",
  "learns.depth.ratio": "Шаг ÷ вес",
  "learns.depth.dead": "Мёртвые или насыщенные",
};
