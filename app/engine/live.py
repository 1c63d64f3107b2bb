"""A network to look into: all activations of one image, its filters, the arithmetic of any unit."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from app.engine.backward import Score
from app.engine.build import build
from app.engine.checkpoint import read_weights
from app.engine.data import Normaliser
from app.engine.graph import INPUT, Graph
from app.engine.initialise import initialise
from app.engine.nudge import Nudged, nudge
from app.engine.outputs import logits_of, probabilities
from app.engine.paint import PaintedFilter, paint
from app.engine.training_pass import Batch, Training, training_pass
from app.engine.transfer import take
from app.engine.unit import View, explain
from app.errors import InvalidInput, InvalidNetwork
from app.layers.modules.weights import acting_weights
from app.network.spec import NetworkSpec
from app.network.summary import NetworkSummary, NodeSummary, analyze
from app.network.walk import places
from app.protocol import UnitAnswer
from app.training.initializers import Default

if TYPE_CHECKING:
    from app.engine.attribution import Explained, Question

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Inference:
    """What a network makes of one image.

    `outputs` holds each asked node's output by path, float32 [C, H, W] or [N]; `logits` and `probabilities`
    [K] are None where the network ends in maps, or where the image's own size did not reach the end: `misfit`
    then names the first node that does not take it. `batch` counts the images that went through together.
    """

    outputs: dict[str, Floats]
    logits: Floats | None
    probabilities: Floats | None
    misfit: str | None = None
    batch: int = 1


@dataclass
class LiveModel:
    """A built network with its weights; use `open`. Works in inference mode and leaves no hooks, nor any trace of a
    pass in training.

    `untrained` lists the layers with parameters that come from the seed, not from any weights.
    """

    spec: NetworkSpec
    module: nn.Module
    summary: NetworkSummary
    normalise: Normaliser
    untrained: list[str]
    trained: bool
    _values: dict[str, Tensor] = field(default_factory=dict)
    _acting: Mapping[str, nn.Module] = field(default_factory=dict)
    _batch: Batch | None = None
    _sizes: dict[tuple[int, ...], "_Fit"] = field(default_factory=dict)

    @classmethod
    def open(
        cls,
        spec: NetworkSpec,
        weights: Path | None = None,
        seed: int = 0,
        weights_from: Path | None = None,
        weights_map: Mapping[str, str] | None = None,
        painted: Iterable[PaintedFilter] = (),
        nudges: Iterable[Nudged] = (),
        mean: Sequence[float] = (0.0,),
        std: Sequence[float] = (1.0,),
    ) -> Self:
        """Build the network, initialised by `seed`, with parameters from a file where there is one.

        `weights` are its own. `weights_from` are those of a relative: `weights_map` says which of its nodes
        each node here is ({here: there}, nodes that are left out are new); without a map, equal paths are
        the same node. A node takes its parameters over only if all of them have equal shapes. Weights that are
        drawn follow nodes in the same way, with or without a file. `painted` are filters with weights of one's
        own, (path, output channel, all weights in order or None, bias or None); `nudges` are steps on single images
        after that, as in `nudge`. Such a network is not trained.

        Raises InvalidNetwork, and CorruptCheckpoint for a damaged file.
        """
        summary = analyze(spec)
        module = build(spec)
        initialise(module, Default(), seed, weights_map)
        module.eval().requires_grad_(False)
        source = weights or weights_from
        given = read_weights(source) if source else {}
        taken = take(module, summary.nodes, given, weights_map)
        untrained = [node.path for node in summary.nodes if node.params_detail and node.path not in taken]
        normalise = Normaliser.of(spec, mean, std)
        by_hand = [paint(module, painted), nudge(module, normalise, nudges)]
        trained = bool(source) and not untrained and not any(by_hand)
        return cls(spec, module, summary, normalise, untrained, trained)

    @classmethod
    def of_recipe(cls, recipe: Mapping[str, Any]) -> Self:
        """What `open` makes of its arguments as they come in a message: the network and the paths as JSON."""
        files = ("weights", "weights_from")
        known: dict[str, Any] = {name: Path(recipe[name]) for name in files if recipe.get(name)}
        others = ("seed", "weights_map", "painted", "nudges", "mean", "std")
        known |= {name: recipe[name] for name in others if recipe.get(name) is not None}
        spec = NetworkSpec.model_validate_json(json.dumps(recipe["spec"]))
        return cls.open(spec, **known)

    @torch.inference_mode()
    def infer(
        self,
        image: NDArray[np.uint8],
        layers: Iterable[str] | None = None,
        full_size: bool = False,
        training: Training | None = None,
    ) -> Inference:
        """Run one image, uint8 [C, H, W], and give the outputs of `layers` (default: of every node).

        With `full_size` the image may be larger than the network's input: nodes are run up to the first one
        that does not fit. With `training` it is a pass as in training, see `training_pass`; else one as in a test.
        Raises InvalidInput (`image_shape`, `batch_of_one`) for an image that the network cannot take so.
        """
        fit = self._fit(image.shape, full_size)
        batch = self._pass(fit, image, training)
        asked = self._values.keys() - {INPUT} if layers is None else self._values.keys() & set(layers)
        outputs = {path: self._array(path) for path in self._values if path in asked}
        if fit.misfit is not None or len(self.summary.output_shape) > 1:
            return Inference(outputs, None, None, fit.misfit, batch)
        return Inference(outputs, *self._answer(), batch=batch)

    def _pass(self, fit: "_Fit", image: NDArray[np.uint8], training: Training | None) -> int:
        """Fill the values; gives the size of the batch."""
        images = image[None] if training is None else training.batch(image)
        pixels = self.normalise(torch.tensor(images))
        self._batch = None if training is None else Batch(pixels, training.mask_seed)
        if self._batch is None:
            self._values, self._acting = fit.graph.values(pixels, fit.count), {}
        else:
            passed = training_pass(fit.graph, self.module, self._batch, fit.count)
            self._values, self._acting = passed.values, passed.acting
        return len(images)

    def filters(self, paths: Iterable[str] | None = None) -> dict[str, Floats]:
        """The weights of the layers that have some: by path, biases by `<path>.bias`."""
        found: dict[str, Floats] = {}
        for node in self.summary.nodes:
            if node.params_detail and (paths is None or node.path in paths):
                weights = acting_weights(self.module.get_submodule(node.path), node.path)
                found.update((path, tensor.numpy()) for path, tensor in weights)
        return found

    @torch.inference_mode()
    def unit(
        self,
        path: str,
        channel: int,
        y: int = 0,
        x: int = 0,
        *,
        curve: bool = False,
        score: Score | None = None,
    ) -> UnitAnswer:
        """The arithmetic of one number of the last image's maps; see the module `unit`.

        Raises InvalidInput as `explain` does.
        """
        nodes = {place.path: place.node for place in places(self.spec)}
        graph = Graph(self.spec, self.module, self.summary.nodes)
        view = View(nodes, self.module, self.summary, self._values, graph, self._acting, self._batch)
        return explain(view, path, channel, y, x, curve=curve, score=score)

    def why(self, image: NDArray[np.uint8], question: "Question") -> "Explained":
        """Which pixels of the image, uint8 [C, H, W] of the network's own size, a score rests on."""
        from app.engine.attribution import (  # Captum takes a second to import: when asked for
            Scores,
            UnitScore,
            attribute,
        )

        nodes, unit = self.summary.nodes, question.unit
        scored = logits_of(self.module)
        if unit is not None:
            count = next((index + 1 for index, node in enumerate(nodes) if node.path == unit.path), 0)
            scored = UnitScore(self.module, Graph(self.spec, self.module, nodes), count, unit)
        bytes_each = self.summary.total.activation_bytes + 4 * image.size
        scores = Scores(scored, self.module, self.normalise, bytes_each)
        return attribute(scores, image, question)

    def _array(self, path: str) -> Floats:
        array: Floats = self._values[path].numpy()[0]
        return array

    def _answer(self) -> tuple[Floats | None, Floats | None]:
        """Logits and probabilities of the last image; None where the network ends in maps, not in a vector."""
        last = self.summary.nodes[-1]
        if len(last.out_shape) > 1:
            return None, None
        logits = self._values[last.inputs[0] if last.kind == "softmax" else last.path]
        shown = probabilities(self._values[last.path], last.kind)
        return logits.numpy()[0], shown.numpy()[0]

    def _fit(self, shape: tuple[int, ...], full_size: bool) -> "_Fit":
        expected = self.spec.input.shape
        if shape != expected and not (full_size and len(shape) == 3 and shape[0] == expected[0]):
            detail = f"The network takes images of {_times(expected)}, this one is {_times(shape)}."
            raise InvalidInput(detail, code="image_shape")
        if shape not in self._sizes:
            if len(self._sizes) > 8:
                self._sizes.clear()
            self._sizes[shape] = self._fitted(shape)
        return self._sizes[shape]

    def _fitted(self, shape: tuple[int, ...]) -> "_Fit":
        own = self.summary.nodes
        nodes = own if shape == self.spec.input.shape else _nodes_at(self.spec, shape)
        pairs = zip(nodes, own, strict=False)
        same = (node.params_detail == mine.params_detail for node, mine in pairs)
        count = next((index for index, fits in enumerate(same) if not fits), len(nodes))
        misfit = own[count].path if count < len(own) else None
        return _Fit(Graph(self.spec, self.module, own), count, misfit)


@dataclass(frozen=True)
class _Fit:
    """How far an image of a certain size gets."""

    graph: Graph
    count: int
    misfit: str | None


def _nodes_at(spec: NetworkSpec, shape: tuple[int, ...]) -> list[NodeSummary]:
    """The analysis for an input of another size, up to the first node that cannot take it."""
    size = {"height": shape[1], "width": shape[2]}
    resized = spec.model_copy(update={"input": spec.input.model_copy(update=size)})
    try:
        return analyze(resized).nodes
    except InvalidNetwork as problem:
        if problem.partial is None:
            raise
        nodes: list[NodeSummary] = problem.partial.nodes
        return nodes


def _times(shape: Sequence[int]) -> str:
    return "×".join(map(str, shape))
