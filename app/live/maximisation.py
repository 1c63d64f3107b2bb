"""What a unit looks for, found by gradient ascent: what `POST /api/v1/maximisations` answers."""

import asyncio
import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from app.errors import ErrorEntry, InvalidInput
from app.images.encode import encode_png
from app.images.preprocess import Preprocess
from app.live.answers import check_size
from app.live.batch import LiveWorkers
from app.live.look import opened
from app.live.models import Models, Resolved
from app.live.places import check_place
from app.live.questions import BATCH_WORK, LIVE_WORK, check_gradient, class_index, pass_work
from app.protocol import AskUnit, Tensor, decode_frame, encode_frame
from app.protocol.attribution import Target
from app.protocol.model import Model

Start = Literal["noise", "grey", "image"]
Pixels = NDArray[np.uint8]

STEP_PASSES = 4
"""Forward passes that a step costs: one with its way back at twice the cost, and one for the value."""
FRAME_NUMBERS = 4_000_000
"""Of all pictures in one answer together."""

MIN_FRAMES = 2
"""The start and the result."""


@dataclass(frozen=True)
class Wanted:
    """A number of the network: that of a node's channel, of one unit of it, or the score of a class."""

    path: str | None = None
    channel: int | None = None
    y: int | None = None
    x: int | None = None
    target: Target | None = None


@dataclass(frozen=True)
class Way:
    """Where to start, the settings of the ascent (as `app.engine.maximise.Ascent`), how many pictures to keep."""

    start: Start
    pixels: Pixels | None
    preprocess: Preprocess
    ascent: Mapping[str, Any]
    frames: int


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class MaximisationFrame(_Answer):
    """The picture after so many steps."""

    step: int
    value: float | None
    png: str
    """A PNG file in base64, in the size of the network's input."""


class Maximisation(_Answer):
    """A picture that makes one number of the network large, and how the number rose."""

    path: str
    channel: int
    """Of the map, or the index into a vector."""
    y: int | None
    """The unit's row and column; null: the mean of the map, or a vector's number."""
    x: int | None
    target: int | None
    """Index of the class, where its score was made large."""
    trained: bool
    """Whether every parameter comes from training."""
    values: list[float | None]
    """Before the first step and after each; null where not finite."""
    frames: list[MaximisationFrame]
    """Evenly spread over the steps: the first is the start, the last the result."""
    flat: bool
    """No step found a slope: nothing in this picture moves the number (a dead ReLU, say)."""


async def maximised(
    workers: LiveWorkers, models: Models, model: Model, wanted: Wanted, way: Way
) -> Maximisation:
    """Climb; raises `PlaygroundError`."""
    network = await models.resolve(model)
    goal = _goal(network, wanted)
    _check_input(network, way)
    work = (STEP_PASSES * way.ascent["steps"] + 1) * pass_work(network)
    if work > BATCH_WORK:
        params = {"billions": -(-work // 10**9), "limit": BATCH_WORK // 10**9}
        detail = "This takes {billions} billion multiply-accumulates, more than {limit}; take fewer steps."
        raise _fault("/steps", "too_much_work", detail.format(**params), **params)
    async with opened(workers, network, work > LIVE_WORK) as (service, session, told):
        request = _request(session.number, network, goal, way)
        frame = await service.call(session, lambda: request)
    assert isinstance(frame, bytes)
    found = await asyncio.to_thread(_answer, frame)
    target = goal["channel"] if wanted.target is not None else None
    return Maximisation(**goal, target=target, trained=told["trained"], **found)


def last_png(found: Maximisation) -> bytes:
    """The result as a PNG file."""
    return base64.b64decode(found.frames[-1].png)


def about(found: Maximisation) -> dict[str, str]:
    """What the picture alone does not say, as headers: the number before and after, and the steps between."""
    told = {"X-Start-Value": found.values[0], "X-Value": found.values[-1], "X-Steps": len(found.values) - 1}
    return {name: f"{value:.8g}" for name, value in told.items() if value is not None}


def _goal(network: Resolved, wanted: Wanted) -> dict[str, Any]:
    """As `app.engine.maximise.Goal`; raises `InvalidInput` for what the network does not have."""
    if wanted.target is not None:
        return _score(network, wanted)
    if wanted.path is None:
        raise _fault("/path", "missing", "Name a node and a channel, or a class as target.")
    if wanted.channel is None:
        raise _fault("/channel", "missing", "Name a channel of this node.")
    for given, other, pointer in ((wanted.x, wanted.y, "/y"), (wanted.y, wanted.x, "/x")):
        if given is not None and other is None:
            raise _fault(pointer, "missing", "A unit has a row and a column.")
    check_place(network, _place(wanted.path, wanted.channel, wanted.y or 0, wanted.x or 0))
    return {name: getattr(wanted, name) for name in ("path", "channel", "y", "x")}


def _place(path: str, channel: int, y: int, x: int) -> AskUnit:
    return AskUnit(type="unit", path=path, channel=channel, y=y, x=x)


def _score(network: Resolved, wanted: Wanted) -> dict[str, Any]:
    """The class's score: the input of a final softmax, else the network's output."""
    for name in ("path", "channel", "y", "x"):
        if getattr(wanted, name) is not None:
            raise _fault(f"/{name}", "not_used", "A class is the target: name no node besides.")
    if len(network.summary.output_shape) > 1:
        raise _fault("/target", "no_classes", "The network ends in maps: it has no score to ask about.")
    index = class_index(network, wanted.target)
    last = network.summary.nodes[-1]
    path = last.inputs[0] if last.kind == "softmax" else last.path
    return {"path": path, "channel": index, "y": None, "x": None}


def _check_input(network: Resolved, way: Way) -> None:
    check_gradient(network, "/model", "The network looks its input up in a table: there is no slope by it.")
    channels = network.spec.input.channels
    if channels not in (1, 3):
        detail = f"The network takes {channels} channels; pictures have 1 or 3."
        raise _fault("/model", "image_channels", detail)
    check_size(MIN_FRAMES * channels * network.spec.input.height * network.spec.input.width)
    if way.start == "image" and way.pixels is None:
        raise _fault("/pixels", "missing", "Which image is it to start from?")
    if way.start != "image" and way.pixels is not None:
        raise _fault("/pixels", "not_used", 'An image is used where the start is "image".')


def _request(session: int, network: Resolved, goal: dict[str, Any], way: Way) -> dict[str, Any] | bytes:
    header = {
        "type": "maximise",
        "session": session,
        "goal": goal,
        "ascent": dict(way.ascent),
        "start": way.start,
        "preprocess": way.preprocess,
        "frames": _fitting(network, way.frames),
    }
    return header if way.pixels is None else encode_frame(header, [Tensor("pixels", way.pixels)])


def _fitting(network: Resolved, frames: int) -> int:
    channels, height, width = network.spec.input.shape
    return max(MIN_FRAMES, min(frames, FRAME_NUMBERS // (channels * height * width)))


def _answer(frame: bytes) -> dict[str, Any]:
    header, tensors = decode_frame(frame)
    values, flat = header["values"], header["flat"]
    pictures = [base64.b64encode(encode_png(one)).decode() for one in tensors["frames"].data]
    frames = [
        MaximisationFrame(step=step, value=values[step], png=picture)
        for step, picture in zip(header["at"], pictures, strict=True)
    ]
    return {"values": values, "flat": flat, "frames": frames}


def _fault(pointer: str, code: str, detail: str, **params: str | int | float) -> InvalidInput:
    entry = ErrorEntry(pointer=pointer, code=code, detail=detail, params=params)
    return InvalidInput(detail, code=code, errors=[entry])
