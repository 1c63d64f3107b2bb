/** Pinned pictures. */
export const en = {
  "pins.title": "Pinned pictures",
  "pins.pin": "Pin",
  "pins.hint":
    "Keep this picture here: its answer is followed, and over the timeline its way through the run",
  "pins.nothing": "Draw something first",
  "pins.full": "{n} pictures are the most; take one away first",
  "pins.show": "Put this picture back",
  "pins.remove": "Unpin picture {n}",
  "pins.answer": "taken for {label}, {share}",
  "pins.waiting": "no answer yet",
  "pins.tape": "Picture {n}, what it was taken for",
  "pins.from": "from step {step}: {label}",
};

export const ru: typeof en = {
  "pins.title": "Закреплённые картинки",
  "pins.pin": "Закрепить",
  "pins.hint":
    "Оставить эту картинку здесь: за ответом на неё следят, а её путь через обучение виден над шкалой шагов",
  "pins.nothing": "Сначала что-нибудь нарисуйте",
  "pins.full": "Больше {n} картинок не закрепить: уберите одну",
  "pins.show": "Вернуть эту картинку",
  "pins.remove": "Открепить картинку {n}",
  "pins.answer": "ответ {label}, {share}",
  "pins.waiting": "ответа ещё нет",
  "pins.tape": "Картинка {n}: за что её принимали",
  "pins.from": "с шага {step}: {label}",
};
