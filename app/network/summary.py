"""The analysis of a network: pure arithmetic, linear in its nodes, no torch."""

from math import prod

from app.errors import ErrorEntry, InvalidInput, InvalidNetwork
from app.layers import Layer
from app.network.complaints import nearest
from app.network.cost import EXPENSIVE, FLOAT_BYTES, OPTIMIZER_STATE
from app.network.follow import Stuck
from app.network.memory import inference_bytes, peak_bytes, training_bytes
from app.network.repairs import repairs_for
from app.network.report import InferenceTotal, NetworkSummary, NodeSummary, StuckSummary, Total
from app.network.spec import NetworkSpec
from app.network.trace import COMBINED, Trace, window_of
from app.network.warnings import inner_softmax


def analyze(spec: NetworkSpec, batch_size: int = 1, optimizer: str = "adam") -> NetworkSummary:
    """Shapes, parameters, operations, receptive fields and memory of every node.

    Raises InvalidNetwork with the summary of the nodes before the first problem (`.partial`) and repairs that
    were tried and found to solve it: code `shape` with the arithmetic, or `too_expensive` with the estimate.
    Raises InvalidInput (`unknown`) for an optimiser that there is not.
    """
    _check_optimizer(optimizer)
    trace = Trace(spec.size_rule == "strict")
    try:
        trace.network(spec)
    except Stuck as stuck:
        partial = _summary(spec, trace, batch_size, optimizer).model_copy(update={"stuck": _stuck(stuck)})
        entry = _entry(spec, stuck)
        raise InvalidNetwork(entry.detail, code=entry.code, errors=[entry], partial=partial) from None
    return _summary(spec, trace, batch_size, optimizer)


def _check_optimizer(optimizer: str) -> None:
    if optimizer not in OPTIMIZER_STATE:
        near = nearest(optimizer, OPTIMIZER_STATE)
        hint = f"did you mean {near}?" if near else f"known are {', '.join(OPTIMIZER_STATE)}"
        raise InvalidInput(f"this optimiser is not known; {hint}", code="unknown")


def _entry(spec: NetworkSpec, stuck: Stuck) -> ErrorEntry:
    problem = stuck.problem
    return ErrorEntry(
        pointer=stuck.pointer,
        code="too_expensive" if problem.code in EXPENSIVE else "shape",
        path=stuck.path,
        detail=f"{stuck.path} ({stuck.node.kind}): {problem.detail}",
        params={"reason": problem.code, **problem.params},
        repairs=repairs_for(spec, stuck),
    )


def _stuck(stuck: Stuck) -> StuckSummary:
    window = stuck.node.window() if isinstance(stuck.node, Layer) else None
    return StuckSummary(path=stuck.path, in_shape=stuck.shape, window=window_of(window))


def _summary(spec: NetworkSpec, trace: Trace, batch_size: int, optimizer: str) -> NetworkSummary:
    nodes = trace.nodes
    return NetworkSummary(
        nodes=nodes,
        output_shape=nodes[-1].out_shape if nodes else spec.input.shape,
        total=_total(spec, trace, batch_size, optimizer),
        warnings=trace.warnings + inner_softmax(spec),
    )


def _total(spec: NetworkSpec, trace: Trace, batch_size: int, optimizer: str) -> Total:
    leaves = [node for node in trace.nodes if node.kind not in COMBINED]
    trunk = [node for node in trace.nodes if node.path not in trace.in_heads]
    needed = [node for node in trunk if node.kind not in COMBINED]
    params, used = sum(leaf.params for leaf in leaves), sum(leaf.params for leaf in needed)
    activations = sum(node.activation_bytes for node in trace.nodes)
    peak = peak_bytes(prod(spec.input.shape) * FLOAT_BYTES, trunk)
    return Total(
        params=params,
        macs=sum(leaf.macs for leaf in leaves),
        activation_bytes=activations,
        training_bytes=training_bytes(params, activations, batch_size, optimizer),
        inference_bytes=inference_bytes(used, peak, batch_size),
        inference=InferenceTotal(params=used, macs=sum(leaf.macs for leaf in needed)),
    )


__all__ = ["NetworkSummary", "NodeSummary", "analyze"]
