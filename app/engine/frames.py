"""What a viewer sees while a network trains: maps of a probe image, and filters, as tensors of a frame."""

import math
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from app.engine.gradient_maps import gradient_maps
from app.engine.graph import INPUT, Graph
from app.engine.outputs import probabilities
from app.engine.session import Session
from app.engine.statistics import Observer
from app.layers.modules.weights import acting_weights
from app.network.summary import NodeSummary, analyze
from app.protocol import Tensor, quantise
from app.protocol.maps import FRAME_BYTES, MAX_CHANNELS, map_tensors
from app.protocol.run_client import What
from app.protocol.statistics import Statistics

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Picture:
    """The tensors of one frame, and with maps what the network makes of the image."""

    tensors: list[Tensor]
    probabilities: list[float] | None = None
    statistics: Statistics | None = None
    target: int | None = None
    """With gradients: the class that the loss is taken against."""


class Frames:
    """Renders frames of a session between its steps; training goes on as if nothing had happened."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.nodes = analyze(session.spec).nodes
        self.graph = Graph(session.spec, session.module, self.nodes)
        self._observer = Observer(session, self.graph, self.nodes)
        self._parts = list(session.module.modules())
        self._input: tuple[NDArray[np.uint8], torch.Tensor] | None = None
        """The image of the last frame, and as the network takes it: the next frame mostly shows the same."""

    def render(
        self,
        what: What,
        layers: Collection[str],
        image: NDArray[np.uint8] | None = None,
        target: int | None = None,
    ) -> Picture:
        """`maps`: the outputs of `layers` for the image, uint8 [C, H, W]; `filters`: their weights and biases;
        `statistics`: how they are doing, see `Observer`; `gradients`: of the image's loss against the class `target`
        by those outputs, see `gradient_maps`.

        At most 64 channels a layer and 512 KB in all; values that are not finite are tamed and told, see
        `quantise_all`. Unknown layers are left out. Raises ValueError for maps and gradients
        without an image.
        """
        if what == "filters":
            return Picture(self._filters(layers))
        if what == "statistics":
            return Picture([], statistics=self._statistics(layers))
        if image is None:
            raise ValueError("maps need an image")
        if what == "gradients":
            return self._gradients(layers, image, target)
        return self._maps(layers, image)

    @torch.inference_mode()
    def _statistics(self, layers: Collection[str]) -> Statistics:
        self._switch(training=False)
        try:
            return self._observer.look(layers)
        finally:
            self._switch(training=True)

    @torch.inference_mode()
    def _maps(self, layers: Collection[str], image: NDArray[np.uint8]) -> Picture:
        values = self._values(image)
        shown = {path: _array(values[path][0]) for path in values if path in layers and path != INPUT}
        last = self.nodes[-1]
        return Picture(
            [
                Tensor(INPUT, image, [0.0] * len(image), [255.0] * len(image)),
                *map_tensors(shown, image.nbytes),
            ],
            self._answer(values[last.path], last),
        )

    def _gradients(self, layers: Collection[str], image: NDArray[np.uint8], target: int | None) -> Picture:
        self._switch(training=False)
        try:
            prepared = self._prepared(image)
            slopes, wanted = gradient_maps(self.session, self.graph, self.nodes, layers, prepared, target)
        finally:
            self._switch(training=True)
        shown = {path: _array(slope) for path, slope in slopes.items() if path != INPUT}
        return Picture(map_tensors(shown), target=wanted)

    def _answer(self, output: torch.Tensor, last: NodeSummary) -> list[float] | None:
        """Probabilities; None where the network ends in maps, or its numbers are not finite."""
        if len(last.out_shape) > 1:
            return None
        answer = probabilities(output, last.kind)[0].tolist()
        return answer if all(map(math.isfinite, answer)) else None

    def _values(self, image: NDArray[np.uint8]) -> dict[str, torch.Tensor]:
        self._switch(training=False)
        try:
            return self.graph.values(self._prepared(image))
        finally:
            self._switch(training=True)

    def _switch(self, training: bool) -> None:
        """`module.train(training)`, without torch's checks at every part: they take as long as a layer."""
        for part in self._parts:
            vars(part)["training"] = training

    def _prepared(self, image: NDArray[np.uint8]) -> torch.Tensor:
        if self._input is None or self._input[0] is not image:
            pixels = torch.tensor(image[None]).to(self.session.recipe.device)
            self._input = image, self.session.recipe.lay(self.session.normalise(pixels))
        return self._input[1]

    def _filters(self, layers: Collection[str]) -> list[Tensor]:
        module, weights = self.session.module, dict[str, torch.Tensor]()
        for node in self.nodes:
            if node.path in layers and node.params_detail:
                weights.update(acting_weights(module.get_submodule(node.path), node.path))
        return _within_budget({path: _array(tensor) for path, tensor in weights.items()})


def _within_budget(weights: dict[str, Floats]) -> list[Tensor]:
    """Filters by path, at most 64 of a layer and fewer where a frame would not hold them."""
    room = FRAME_BYTES // max(len(weights), 1)
    tensors = []
    for path, values in weights.items():
        count = min(MAX_CHANNELS, room // values[0].size) if values.ndim > 1 else len(values)
        if count:
            remark = {"channels": len(values)} if count < len(values) else {}
            tensors.append(quantise(path, values[:count], **remark))
    return tensors


def _array(tensor: torch.Tensor) -> Floats:
    values: Floats = tensor.detach().float().cpu().numpy()
    return values
