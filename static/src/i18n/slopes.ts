/** Gradient maps: what the loss says to every map. */
export const en = {
  "slopes.title": "Maps and their gradients",
  "slopes.about": "Left the map, right ∂L/∂a: of the loss of the picture on the pad, were it “{class}”.",
  "slopes.about.image": "Left the map, right ∂L/∂a: of the loss of the picture that comes back.",
  "slopes.sign": "Where it is positive, a higher activation would make the loss larger.",
  "slopes.map": "Map {channel}: {low} to {high}",
  "slopes.slope": "Gradient of map {channel}: {low} to {high}",
  "slopes.map.vector": "Outputs: {low} to {high}",
  "slopes.slope.vector": "Gradient of the outputs: {low} to {high}",
  "slopes.scale": "Ends of the scales: map ±{a}, gradient ±{slope}.",
  "slopes.some": "The {n} strongest gradients of {of} channels.",
};
export const ru: typeof en = {
  "slopes.title": "Карты и их градиенты",
  "slopes.about": "Слева карта, справа ∂L/∂a: от потерь на рисунке, если бы это было «{class}».",
  "slopes.about.image": "Слева карта, справа ∂L/∂a: от потерь восстановленного изображения.",
  "slopes.sign": "Где он положителен, более сильная активация увеличила бы потери.",
  "slopes.map": "Карта {channel}: от {low} до {high}",
  "slopes.slope": "Градиент карты {channel}: от {low} до {high}",
  "slopes.map.vector": "Выходы: от {low} до {high}",
  "slopes.slope.vector": "Градиент выходов: от {low} до {high}",
  "slopes.scale": "Концы шкал: карта ±{a}, градиент ±{slope}.",
  "slopes.some": "Самые сильные градиенты: {n} из {of} каналов.",
};
