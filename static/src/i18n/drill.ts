/** Texts of a unit explained at large: the curve of its activation, formulas, the gradient's way back. */
export const en = {
  "drill.open": "In full",
  "drill.open.help": "This unit at large: formulas, the activation's curve, forward and backward",
  "drill.title": "One unit in full",
  "drill.waiting": "The numbers are on their way.",
  "drill.empty": "Draw something: an empty picture has no numbers to explain.",
  "drill.curve": "Activation {kind}: f and f′ over what the layer gets",
  "drill.curve.none": "No activation follows this layer: its numbers go on as they are.",
  "drill.curve.f": "f(z)",
  "drill.curve.slope": "f′(z): what backpropagation multiplies by",
  "drill.curve.bars": "Bars: the {count} numbers that {path} gives for this picture.",
  "drill.curve.z": "z along the curve",
  "drill.curve.at": "z {z}, f(z) {f}, f′(z) {slope}",
  "drill.curve.own": "Back to the unit (z = {z})",
  "drill.curve.here": "the unit",
  "drill.curve.hint": "Drag, or press the arrow keys.",
  "drill.curve.threshold":
    "The true slope of a threshold is 0; in training its gradient passes as if the threshold were not there: 1.",
};

export const ru: Record<keyof typeof en, string> = {
  "drill.open": "Подробно",
  "drill.open.help": "Этот нейрон крупно: формулы, кривая активации, вперёд и назад",
  "drill.title": "Один нейрон подробно",
  "drill.waiting": "Числа уже в пути.",
  "drill.empty": "Нарисуйте что-нибудь: у пустой картинки нет чисел, которые можно объяснить.",
  "drill.curve": "Активация {kind}: f и f′ над тем, что получает слой",
  "drill.curve.none": "За этим слоем нет активации: его числа идут дальше как есть.",
  "drill.curve.f": "f(z)",
  "drill.curve.slope": "f′(z): на это умножает обратное распространение",
  "drill.curve.bars": "Столбики: числа, которые {path} даёт для этой картинки, всего {count}.",
  "drill.curve.z": "z вдоль кривой",
  "drill.curve.at": "z {z}, f(z) {f}, f′(z) {slope}",
  "drill.curve.own": "Назад к нейрону (z = {z})",
  "drill.curve.here": "нейрон",
  "drill.curve.hint": "Тяните мышью или нажимайте стрелки.",
  "drill.curve.threshold":
    "Настоящий наклон порога равен 0; при обучении градиент проходит так, будто порога нет: 1.",
};
