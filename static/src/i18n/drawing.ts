/** Texts of the drawing of the network: maps or graph, zoom, the small map, stages. */
export const en = {
  "drawing.maps": "Maps",
  "drawing.graph": "Graph",
  "drawing.show": "How the network is drawn",
  "drawing.maps.help": "Columns of feature maps",
  "drawing.graph.help": "The layers as a graph: branches, merges, skips, and the shape on every edge",
  "drawing.in": "Zoom in (+)",
  "drawing.out": "Zoom out (−)",
  "drawing.whole": "Show all (0)",
  "drawing.zoom": "Zoom {percent}%",
  "drawing.minimap": "The whole network, small: press to go there",
  "drawing.fold.open": "Open {name}: {n|block|blocks}",
  "drawing.fold.close": "Close {name}",
  "drawing.node": "{name}: {shape}",
  "drawing.input": "input",
};

export const ru: Record<keyof typeof en, string> = {
  "drawing.maps": "Карты",
  "drawing.graph": "Граф",
  "drawing.show": "Как нарисована сеть",
  "drawing.maps.help": "Столбцы карт признаков",
  "drawing.graph.help": "Слои как граф: ветви, слияния, обходы и форма на каждом ребре",
  "drawing.in": "Крупнее (+)",
  "drawing.out": "Мельче (−)",
  "drawing.whole": "Показать всё (0)",
  "drawing.zoom": "Масштаб {percent} %",
  "drawing.minimap": "Вся сеть в миниатюре: нажмите, чтобы перейти",
  "drawing.fold.open": "Развернуть {name}: {n|блок|блока|блоков}",
  "drawing.fold.close": "Свернуть {name}",
  "drawing.node": "{name}: {shape}",
  "drawing.input": "вход",
};
