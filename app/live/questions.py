"""From a client's question to the worker's: does the network have this class and this layer, and is it affordable?"""

from collections.abc import Iterator, Sequence
from typing import Any

from app.attribution.method import GRADIENT
from app.attribution.regions import GradCam
from app.errors import ErrorEntry, InvalidInput
from app.live.models import Resolved
from app.live.places import check_place
from app.network.complaints import nearest
from app.network.report import NodeSummary
from app.network.walk import places
from app.protocol.attribution import GradientOf, Question, Target

LIVE_WORK = 10_000_000_000
"""Multiply-accumulates of a question that the standing worker answers: about four seconds of one processor."""
BATCH_WORK = 300_000_000_000


def listed(asked: Question | list[Question] | None) -> list[Question]:
    """One question, several or none, as a list."""
    if asked is None:
        return []
    return asked if isinstance(asked, list) else [asked]


def worker_questions(
    network: Resolved, asked: Question | list[Question] | None, work: int, pointer: str = ""
) -> list[dict[str, Any]]:
    """The questions for the worker; raises `InvalidInput` where the network cannot be asked this.

    `pointer` is where in the request the question stands, `work` the most that all of them may cost.
    """
    found = []
    for index, question in enumerate(listed(asked)):
        try:
            found.append(_question(network, question))
        except InvalidInput as error:
            raise error.below(f"{pointer}/{index}" if isinstance(asked, list) else pointer) from None
    _check_work(network, listed(asked), work, pointer)
    return found


def worker_gradient(
    network: Resolved, asked: GradientOf | None, work: int, pointer: str = "/gradient"
) -> dict[str, Any] | None:
    """The score whose gradient is led back, for the worker; raises `InvalidInput` where there is none, or no time."""
    if asked is None:
        return None
    if len(network.summary.output_shape) > 1:
        raise _fault(pointer, "no_classes", "The network ends in maps: it has no score to ask about.")
    needed = gradient_work(network)
    if needed > work:
        params = {"billions": -(-needed // 10**9), "limit": work // 10**9}
        detail = (
            "This takes {billions} billion multiply-accumulates, more than {limit}; try a smaller network."
        )
        raise _fault(pointer, "too_much_work", detail.format(**params), **params)
    try:
        return {"of": asked.of, "target": class_index(network, asked.target)}
    except InvalidInput as error:
        raise error.below(pointer) from None


def gradient_work(network: Resolved) -> int:
    """About how many multiply-accumulates a pass forward and back costs."""
    return GRADIENT * pass_work(network)


def work_of(network: Resolved, asked: Sequence[Question]) -> int:
    """About how many multiply-accumulates the questions cost; to move a number counts as ten, to begin as 100,000."""
    _, height, width = network.spec.input.shape
    return sum(question.method.passes(height, width) for question in asked) * pass_work(network)


def pass_work(network: Resolved) -> int:
    """The same of one image, forward."""
    channels, height, width = network.spec.input.shape
    total = network.summary.total
    numbers = channels * height * width + total.activation_bytes // 4
    return total.macs + 10 * numbers + 100_000


def _question(network: Resolved, question: Question) -> dict[str, Any]:
    if question.unit is None and len(network.summary.output_shape) > 1:
        raise InvalidInput("The network ends in maps: it has no score to ask about.", code="no_classes")
    if question.method.needs_gradient:
        check_gradient(network)
    return {
        "method": question.method.model_dump(mode="json"),
        "target": None if question.unit else class_index(network, question.target),
        "unit": _unit(network, question),
        "layer": _layer(network, question),
    }


def _unit(network: Resolved, question: Question) -> dict[str, Any] | None:
    if question.unit is None:
        return None
    if question.target is not None:
        raise _fault("/target", "not_used", "A unit is asked about: name no class besides.")
    if isinstance(question.method, GradCam):
        raise _fault("/method", "not_used", "Grad-CAM asks about a class, not about a unit.")
    try:
        check_place(network, question.unit)
    except InvalidInput as error:
        raise error.below("/unit") from None
    return question.unit.model_dump(mode="json")


def class_index(network: Resolved, target: Target | None) -> int | None:
    """The class's index, null where none is named; raises `InvalidInput` with the pointer `/target`."""
    count = network.summary.output_shape[0]
    if isinstance(target, int) and target >= count:
        detail = f"Classes are counted from 0 to {count - 1}."
        raise _fault("/target", "out_of_range", detail, bound="le", limit=count - 1)
    if not isinstance(target, str):
        return target
    if target not in network.classes:
        raise _unknown("/target", "class", target, network.classes)
    return network.classes.index(target)


NO_SLOPE = "The network looks its input up in a table: the score has no slope by it. Try occlusion."


def check_gradient(network: Resolved, pointer: str = "/method", detail: str = NO_SLOPE) -> None:
    """Raise `InvalidInput` (`no_gradient`) where nothing can be differentiated by the input."""
    if any(place.node.kind == "embedding" for place in places(network.spec)):
        raise _fault(pointer, "no_gradient", detail)


def _layer(network: Resolved, question: Question) -> str | None:
    if not isinstance(question.method, GradCam):
        if question.layer is not None:
            raise _fault("/layer", "not_used", "Only Grad-CAM reads a layer.")
        return None
    usable = [*_with_maps(network)]
    if question.layer is None:
        return _usual(usable)
    if question.layer not in {node.path for node in network.summary.nodes}:
        raise _unknown("/layer", "node", question.layer, [node.path for node in usable])
    if question.layer not in {node.path for node in usable}:
        raise _fault("/layer", "no_maps", "Grad-CAM needs a layer with maps that leads to the answer.")
    return question.layer


def _usual(usable: Sequence[NodeSummary]) -> str:
    """The last convolution, or the last layer with maps."""
    if not usable:
        raise _fault("/method", "no_maps", "Grad-CAM needs a layer with maps that leads to the answer.")
    convolutions = [node for node in usable if node.kind in ("conv2d", "conv_transpose2d")]
    return (convolutions or usable)[-1].path


def _with_maps(network: Resolved) -> Iterator[NodeSummary]:
    """The nodes with maps that lead to the answer; auxiliary heads do not."""
    leading = leading_to_the_answer(network.summary.nodes)
    return (node for node in network.summary.nodes if node.path in leading and len(node.out_shape) == 3)


def leading_to_the_answer(nodes: Sequence[NodeSummary]) -> set[str]:
    """Paths of the nodes whose output the last one depends on; it is one of them."""
    wanted = {nodes[-1].path}
    for node in reversed(nodes):
        if node.path in wanted:
            wanted |= {*(node.inputs[:1] if node.kind == "auxiliary" else node.inputs)}
    return wanted


def _check_work(network: Resolved, asked: Sequence[Question], work: int, pointer: str) -> None:
    needed = work_of(network, asked)
    if needed > work:
        params = {"billions": -(-needed // 10**9), "limit": work // 10**9}
        detail = "This takes {billions} billion multiply-accumulates, more than {limit}; take fewer steps or samples."
        raise _fault(f"{pointer}/method", "too_much_work", detail.format(**params), **params)


def _unknown(pointer: str, what: str, given: str, known: Sequence[str]) -> InvalidInput:
    near = nearest(given, known)
    if near is None:
        return _fault(pointer, "unknown", f"The network has no {what} of this name.")
    return _fault(
        pointer, "unknown", f"The network has no {what} of this name; did you mean {near}?", nearest=near
    )


def _fault(pointer: str, code: str, detail: str, **params: str | int | float) -> InvalidInput:
    entry = ErrorEntry(pointer=pointer, code=code, detail=detail, params=params)
    return InvalidInput(detail, code=code, errors=[entry])
