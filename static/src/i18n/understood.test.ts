import { expect, it } from "vitest";

import { inRussian } from "./understood";

it("says in Russian what was not understood, with the names as they stand", () => {
  expect(inRussian("nn.LSTM is not supported")).toBe("nn.LSTM не поддерживается");
  expect(inRussian("the method .foo is not supported")).toBe("метод .foo не поддерживается");
  expect(inRussian("linear says features = 10, but gets 784")).toBe(
    "в linear сказано features = 10, а получает он 784",
  );
  expect(inRussian("nn.Conv2d: its argument device is not known here")).toBe(
    "nn.Conv2d: аргумент device здесь неизвестен",
  );
  expect(inRussian("F.log_softmax is not supported; leave it out, cross-entropy contains it")).toBe(
    "F.log_softmax не поддерживается: уберите его, он есть в перекрёстной энтропии",
  );
  expect(inRussian("something new")).toBe("something new");
});
