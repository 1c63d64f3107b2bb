/** Texts of the frame: tabs, switches, what every part uses. */
export const en = {
  "app.title": "CNN Playground",
  "tab.playground": "Playground",
  "tab.labs": "Labs",
  "tab.runs": "Runs",
  "tab.models": "Models",
  "tab.api": "API",
  "ui.language": "Language",
  "ui.theme.light": "Light theme",
  "ui.theme.dark": "Dark theme",
  "ui.close": "Close",
  "ui.retry": "Try again",
  "ui.cancel": "Cancel",
  "net.offline": "The server does not answer. Is it running? Trying again…",
};

export const ru: Record<keyof typeof en, string> = {
  "app.title": "CNN Playground",
  "tab.playground": "Площадка",
  "tab.labs": "Опыты",
  "tab.runs": "Обучения",
  "tab.models": "Модели",
  "tab.api": "API",
  "ui.language": "Язык",
  "ui.theme.light": "Светлая тема",
  "ui.theme.dark": "Тёмная тема",
  "ui.close": "Закрыть",
  "ui.retry": "Повторить",
  "ui.cancel": "Отмена",
  "net.offline": "Сервер не отвечает. Он запущен? Пробуем снова…",
};
