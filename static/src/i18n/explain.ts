/** Texts of the arithmetic of one unit, step by step and layer by layer back to the pixel. */
export const en = {
  "explain.trail": "The way back to the picture",
  "explain.ours": "step by step {ours}, torch {value}",
  "explain.training": "While training",
  "explain.strongest": "Largest parts: open one to go a layer back",
  "explain.open": "Open {path} [{channel}, {y}, {x}]",
  "explain.slopes": "Slopes",
  "explain.slopes.help": "How much the number changes with each input: what backpropagation passes back",
  "explain.slope": "slope",
  "explain.end": "The picture itself: here the way ends. Pixel {pixel}; the network sees {value}.",
};

export const ru: Record<keyof typeof en, string> = {
  "explain.trail": "Путь назад к картинке",
  "explain.ours": "по шагам {ours}, torch {value}",
  "explain.training": "При обучении",
  "explain.strongest": "Самые большие слагаемые: откройте одно, чтобы перейти на слой назад",
  "explain.open": "Открыть {path} [{channel}, {y}, {x}]",
  "explain.slopes": "Наклоны",
  "explain.slopes.help":
    "Насколько число меняется с каждым входом: это и передаёт назад обратное распространение",
  "explain.slope": "наклон",
  "explain.end": "Это сама картинка: здесь путь кончается. Пиксель {pixel}; сеть видит {value}.",
};
