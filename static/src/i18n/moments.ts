/** Texts of the time machine: film, clip, branch. */
export const en = {
  "film.play": "Play the run as a film",
  "film.stop": "Stop the film",
  "film.pace": "Pace of the film",
  "film.pace.number": "{n} steps/s",
  "clip.save": "Save a clip of 5 s",
  "clip.recording": "Recording the clip: {percent} %",
  "clip.loading": "Reading the moments of the run …",
  "clip.unsupported": "This browser cannot record video: take a current Chrome, Edge, Firefox or Safari.",
  "clip.failed": "The clip could not be recorded.",
  "clip.saved": "Saved: {name}, {size} MB",
  "clip.step": "step {step}",
  "clip.tested": "test {value} (step {step})",
  "branch.open": "Branch from here, with other settings",
  "branch.title": "Branch from step {step}",
  "branch.text":
    "A new run begins with the weights of step {step} and goes on with these settings. The run itself stays as it is; if it is still training, it is paused.",
  "branch.start": "Start the branch",
};
export const ru: Record<keyof typeof en, string> = {
  "film.play": "Показать обучение как фильм",
  "film.stop": "Остановить фильм",
  "film.pace": "Темп фильма",
  "film.pace.number": "{n} шаг./с",
  "clip.save": "Сохранить ролик на 5 с",
  "clip.recording": "Запись ролика: {percent} %",
  "clip.loading": "Читаем моменты обучения …",
  "clip.unsupported":
    "Этот браузер не умеет записывать видео: откройте страницу в свежем Chrome, Edge, Firefox или Safari.",
  "clip.failed": "Ролик не удалось записать.",
  "clip.saved": "Сохранено: {name}, {size} МБ",
  "clip.step": "шаг {step}",
  "clip.tested": "тест {value} (шаг {step})",
  "branch.open": "Ветвь отсюда, с другими настройками",
  "branch.title": "Ветвь с шага {step}",
  "branch.text":
    "Новое обучение начнётся с весов шага {step} и пойдёт с этими настройками. Прежнее останется как есть; если оно ещё идёт, оно будет приостановлено.",
  "branch.start": "Начать ветвь",
};
