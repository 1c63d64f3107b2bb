"""The worker's side of every request: which network each session looks at, and its answers.

Loads torch through the engine: only the worker imports this module.
"""

import json
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import ErrorEntry, InvalidInput, NotFound
from app.images.preprocess import is_empty, prepare
from app.live.answers import check_size, filters_frame, result_frame
from app.live.climb import climb_frame
from app.live.measure import field_message
from app.live.reasons import Reason, reasons
from app.network.spec import NetworkSpec
from app.processes import Message

MAX_MODELS = 64
"""Enough for every moment of a run that somebody goes back and forth in."""
MAX_PARAMS = 40_000_000
"""Of all networks kept built; the least recently used goes first."""


@dataclass
class _Session:
    """What one client looks at."""

    key: str
    """Its recipe: the worker's name of the network."""
    prepared: NDArray[np.uint8] | None = None
    full_size: bool = False
    training: Any = None
    """How a pass in training is made; None for one as in a test."""


class Desk:
    """Answers requests; keeps recently used networks built."""

    def __init__(self) -> None:
        self._sessions: dict[int, _Session] = {}
        self._models: OrderedDict[str, Any] = OrderedDict()
        self._shown: dict[str, int] = {}
        """By network: the session whose image it has seen last."""

    def warm(self) -> None:
        """Do once what is slow the first time."""
        spec = {"layers": [{"kind": "conv2d", "out_channels": 2, "padding": 1}, {"kind": "flatten"}]}
        recipe = {"spec": {**spec, "layers": [*spec["layers"], {"kind": "linear", "out_features": 2}]}}
        self.answer({"type": "open", "session": 0, "recipe": recipe}, None)
        request: dict[str, Any] = {
            "type": "infer",
            "session": 0,
            "seq": 0,
            "preprocess": "digit",
            "notes": [],
        }
        request |= {"layers": None, "input_size": "network", "maps": "shown"}
        self.answer(request, np.eye(28, dtype=np.uint8))
        self.answer({"type": "close", "session": 0}, None)

    def answer(self, request: dict[str, Any], pixels: NDArray[np.uint8] | None) -> Message | None:
        """The answer to one request; raises `PlaygroundError`."""
        match request["type"]:
            case "open":
                return self._open(request["session"], request["recipe"])
            case "infer":
                assert pixels is not None
                return self._infer(request, pixels)
            case "unit":
                return self._unit(request)
            case "field":
                assert pixels is not None
                return self._field(request, pixels)
            case "maximise":
                return self._maximise(request, pixels)
            case "answers":
                assert pixels is not None
                return _answers(self._model(self._session(request).key), pixels)
            case "filters":
                model = self._model(self._session(request).key)
                return filters_frame(model.filters(request["layers"]))
            case "close":
                session = self._sessions.pop(request["session"], None)
                if session is not None and self._shown.get(session.key) == request["session"]:
                    del self._shown[session.key]
        return None

    def _open(self, number: int, recipe: dict[str, Any]) -> Message:
        key = json.dumps(recipe, sort_keys=True)
        self._sessions.pop(number, None)
        model = self._model(key)
        self._sessions[number] = _Session(key)
        return {"type": "opened", "trained": model.trained, "untrained": model.untrained}

    def _session(self, request: dict[str, Any]) -> _Session:
        if request["session"] not in self._sessions:
            raise InvalidInput("Open a model first.", code="not_opened")
        return self._sessions[request["session"]]

    def _model(self, key: str) -> Any:
        if key not in self._models:
            self._models[key] = _open(json.loads(key))
            self._shown.pop(key, None)
        self._models.move_to_end(key)
        while len(self._models) > 1 and self._is_full():
            self._models.popitem(last=False)
        return self._models[key]

    def _is_full(self) -> bool:
        params = sum(model.summary.total.params for model in self._models.values())
        return len(self._models) > MAX_MODELS or params > MAX_PARAMS

    def _infer(self, request: dict[str, Any], pixels: NDArray[np.uint8]) -> Message:
        session = self._session(request)
        model = self._model(session.key)
        begun = time.perf_counter()
        session.full_size = request["input_size"] == "image" and request["preprocess"] not in (
            "digit",
            "text",
        )
        session.prepared = _prepared(model.spec, pixels, request["preprocess"], session.full_size)
        session.training = _training(request)
        inference = model.infer(session.prepared, request["layers"], session.full_size, session.training)
        self._shown[session.key] = request["session"]
        milliseconds = (time.perf_counter() - begun) * 1000
        return result_frame(
            inference,
            session.prepared,
            seq=request["seq"],
            empty=is_empty(session.prepared, request["preprocess"]),
            needs=_needs(model, inference.misfit),
            milliseconds=milliseconds,
            maps=request["maps"],
            notes=request["notes"],
            mode="test" if session.training is None else "train",
            reasons=_reasons(model, session.prepared, request),
        )

    def _unit(self, request: dict[str, Any]) -> Message:
        session = self._session(request)
        if session.prepared is None:
            raise NotFound("Show an image first.", code="no_image")
        model = self._model(session.key)
        if self._shown.get(session.key) != request["session"]:
            model.infer(session.prepared, [], session.full_size, session.training)
            self._shown[session.key] = request["session"]
        answer = _unit_answer(model, request)
        message: dict[str, Any] = answer.model_dump(mode="json")
        return message

    def _field(self, request: dict[str, Any], images: NDArray[np.uint8]) -> Message:
        """The measured field of a unit, with the session's weights and with other ones."""
        found = {
            "now": self._session(request).key,
            "fresh": json.dumps(request["other"], sort_keys=True),
        }
        return {
            "type": "field",
            **{name: field_message(self._model(key), images, request) for name, key in found.items()},
        }

    def _maximise(self, request: dict[str, Any], pixels: NDArray[np.uint8] | None) -> Message:
        model = self._model(self._session(request).key)

        def prepared() -> NDArray[np.uint8]:
            assert pixels is not None
            return _prepared(model.spec, pixels, request["preprocess"], False)

        return climb_frame(model, request, prepared)


def _open(recipe: dict[str, Any]) -> Any:
    from app.engine.live import LiveModel

    return LiveModel.of_recipe(recipe)


def _unit_answer(model: Any, request: dict[str, Any]) -> Any:
    from app.engine.backward import Score

    place = [request[name] for name in ("path", "channel", "y", "x")]
    return model.unit(*place, curve=request["curve"], score=Score.asked(request["gradient"]))


def _training(request: dict[str, Any]) -> Any:
    if request.get("mode", "test") == "test":
        return None
    from app.engine.training_pass import Training

    return Training(request["mask_seed"], request.get("others"))


def _answers(model: Any, images: NDArray[np.uint8]) -> Message:
    from app.engine.answers import answers, is_rounded

    return {"type": "answers", "answers": answers(model, images).tolist(), "rounded": is_rounded(model)}


def _prepared(spec: NetworkSpec, pixels: NDArray[np.uint8], how: Any, keep_size: bool) -> NDArray[np.uint8]:
    channels, height, width = spec.input.shape
    if channels not in (1, 3):
        detail = f"The network takes {channels} channels; images have 1 or 3."
        raise InvalidInput(detail, code="image_channels")
    if how == "text" and (channels, width) != (1, 1):
        detail = "The network takes images, not texts: send pixels or an image file."
        entry = ErrorEntry(pointer="/text", code="no_text_network", detail=detail)
        raise InvalidInput(detail, code=entry.code, errors=[entry])
    check_size(channels * height * width)
    return prepare(pixels, channels, height, width, how, keep_size)


def _reasons(model: Any, image: NDArray[np.uint8], request: dict[str, Any]) -> list[Reason]:
    """Answers to the questions of an `infer`; none where the image has not the network's own size."""
    asked = request.get("attribution")
    if not asked or image.shape != model.spec.input.shape:
        return []
    return reasons(model, image, asked, {node.path for node in model.summary.nodes})


def _needs(model: Any, misfit: str | None) -> tuple[str, tuple[int, ...]] | None:
    """The path of the node that an image does not fit, and the input shape that it needs."""
    if misfit is None:
        return None
    return misfit, next(node.in_shape for node in model.summary.nodes if node.path == misfit)
