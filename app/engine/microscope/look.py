"""The step itself: taken once, on a session of its own, in float32."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from app.engine.chance import Stream, mixed, seed_layers
from app.engine.microscope.slopes import POINTWISE, Passed, slope
from app.engine.microscope.update import update
from app.engine.session import Session
from app.errors import InvalidInput
from app.network.report import NodeSummary
from app.network.summary import analyze
from app.training.findings import Microscope, Passage, Updated

COMBINATORS = frozenset({"residual", "parallel", "auxiliary"})


def microscope(session: Session, parameter: str | None, index: list[int] | None) -> Microscope:
    """Take the next step of a session and tell what happened; of `parameter` (default: the first) at `index`.

    Without an index, the element with the steepest gradient. Raises InvalidInput (`unknown_parameter`,
    `out_of_range`). Hooks are gone afterwards, whatever happens; the session is one step further.
    """
    name = parameter or next(name for name, one in session.module.named_parameters() if one.requires_grad)
    weight = dict(session.module.named_parameters()).get(name)
    if weight is None:
        raise InvalidInput(f"The network has no parameter {name}.", code="unknown_parameter")
    place = None if index is None else _place(weight, index)
    step = min(session.step, session.steps - 1)
    lr = session.config.schedule.lr(session.peak_lr, step, session.steps, session.steps_per_epoch)
    for group in session.optimizer.param_groups:
        group["lr"] = lr
    images, targets = session.batch(step)
    seed_layers(session.device, mixed(session.config.seed, Stream.LAYERS, step))
    nodes = [node for node in analyze(session.spec).nodes if node.kind not in COMBINATORS]
    session.optimizer.zero_grad()
    with _watched(session.module, nodes) as passed:
        loss = session.total_loss(session.scored(session.recipe.lay(images)), targets)
        loss.backward()
    told = _updated(session, name, weight, place or _steepest(weight), lr)
    return Microscope(
        step=session.step,
        images=len(images),
        loss=_finite(float(loss.detach())),
        lr=lr,
        layers=[_passage(session.module, node, passed[node.path]) for node in nodes if node.path in passed],
        updated=told,
    )


def _place(weight: Tensor, index: list[int]) -> tuple[int, ...]:
    fits = len(index) == weight.dim() and all(
        0 <= one < size for one, size in zip(index, weight.shape, strict=True)
    )
    if not fits:
        detail = f"This parameter is of shape {list(weight.shape)}: the index must lie within."
        raise InvalidInput(detail, code="out_of_range")
    return tuple(index)


def _steepest(weight: Tensor) -> tuple[int, ...]:
    slopes = weight.grad if weight.grad is not None else weight
    place = torch.unravel_index(slopes.detach().abs().nan_to_num().argmax(), weight.shape)
    return tuple(int(one) for one in place)


@contextmanager
def _watched(module: nn.Module, nodes: list[NodeSummary]) -> Iterator[dict[str, Passed]]:
    """Keep what goes through the nodes while this lasts."""
    passed: dict[str, Passed] = {}
    handles = []
    for node in nodes:

        def keep(_: nn.Module, inputs: Any, output: Tensor, path: str = node.path) -> None:
            for tensor in (inputs[0], output):
                if tensor.requires_grad:
                    tensor.retain_grad()
            passed[path] = Passed(inputs[0], output)

        handles.append(module.get_submodule(node.path).register_forward_hook(keep))
    try:
        yield passed
    finally:
        for handle in handles:
            handle.remove()


def _passage(module: nn.Module, node: NodeSummary, passed: Passed) -> Passage:
    upstream, downstream = passed.output.grad, passed.inputs.grad
    return Passage(
        path=node.path,
        kind=node.kind,
        upstream=_length(upstream),
        downstream=_length(downstream),
        unit=slope(module.get_submodule(node.path), passed) if node.kind in POINTWISE else None,
    )


def _updated(session: Session, name: str, weight: Tensor, place: tuple[int, ...], lr: float) -> Updated:
    """Take the step, and tell it of one element."""
    state = _state(session.optimizer.state.get(weight, {}), place)
    before = float(weight.detach()[place])
    gradient = 0.0 if weight.grad is None else float(weight.grad[place])
    frozen = weight.grad is None or not weight.requires_grad or _is_held(session, name, place)
    terms = [] if frozen else update(session.config, before, gradient, state, lr)
    session.optimizer.step()
    delta = terms[-1].value if terms else 0.0
    return Updated(
        parameter=name,
        shape=list(weight.shape),
        index=list(place),
        before=before,
        terms=terms,
        delta=delta,
        after=before + delta,
        torch=_finite(float(weight.detach()[place])),
    )


def _is_held(session: Session, name: str, place: tuple[int, ...]) -> bool:
    """Is it of a filter that is frozen by itself?"""
    return place[0] in session.config.frozen_filters.get(name.rpartition(".")[0], ())


def _state(state: Mapping[str, Any], place: tuple[int, ...]) -> dict[str, float]:
    """What the optimiser remembers of one element."""
    return {
        name: float(value if value.dim() == 0 else value[place])
        for name, value in state.items()
        if isinstance(value, Tensor)
    }


def _length(tensor: Tensor | None) -> float | None:
    return None if tensor is None else _finite(float(tensor.float().norm()))


def _finite(value: float) -> float | None:
    return value if torch.tensor(value).isfinite() else None
