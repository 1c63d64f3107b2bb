"""The analysis of a network: pure arithmetic, linear in its nodes, no torch."""

from app.errors import ErrorEntry, InvalidNetwork
from app.layers import Shape
from app.network.cost import check_affordable, training_bytes
from app.network.repairs import repairs_for
from app.network.report import InferenceTotal, NetworkSummary, NodeSummary, Total
from app.network.spec import NetworkSpec
from app.network.trace import COMBINED, Stuck, Trace
from app.network.warnings import inner_softmax


def analyze(spec: NetworkSpec, batch_size: int = 1, optimizer: str = "adam") -> NetworkSummary:
    """Shapes, parameters, operations, receptive fields and memory of every node.

    Raises InvalidNetwork: code `shape` with the arithmetic, the summary of the nodes before it (`.partial`)
    and repairs that were tried and found to solve it; code `too_expensive` beyond the limits.
    """
    trace = Trace(spec.size_rule == "strict")
    try:
        out = trace.network(spec).shape
    except Stuck as stuck:
        last = trace.nodes[-1].out_shape if trace.nodes else spec.input.shape
        partial = _summary(trace, last, batch_size, optimizer)
        entry = _entry(stuck)
        entry.repairs = repairs_for(spec, stuck)
        raise InvalidNetwork(entry.detail, code="shape", errors=[entry], partial=partial) from None
    summary = _summary(trace, out, batch_size, optimizer)
    check_affordable(summary.total.params, summary.total.activation_bytes)
    return summary


def _entry(stuck: Stuck) -> ErrorEntry:
    problem = stuck.problem
    return ErrorEntry(
        pointer=stuck.pointer,
        code="shape",
        path=stuck.path,
        detail=f"{stuck.path} ({stuck.kind}): {problem.detail}",
        params={"reason": problem.code, **problem.params},
    )


def _summary(trace: Trace, out: Shape, batch_size: int, optimizer: str) -> NetworkSummary:
    nodes = trace.nodes
    outer = [(node.path, node.kind) for node in nodes if "." not in node.path]
    return NetworkSummary(
        nodes=nodes,
        output_shape=out,
        total=_total(nodes, trace.in_heads, batch_size, optimizer),
        warnings=trace.warnings + inner_softmax(outer),
    )


def _total(nodes: list[NodeSummary], in_heads: set[str], batch_size: int, optimizer: str) -> Total:
    leaves = [node for node in nodes if node.kind not in COMBINED]
    trunk = [node for node in leaves if node.path not in in_heads]
    params = sum(leaf.params for leaf in leaves)
    activations = sum(node.activation_bytes for node in nodes)
    return Total(
        params=params,
        macs=sum(leaf.macs for leaf in leaves),
        activation_bytes=activations,
        training_bytes=training_bytes(params, activations, batch_size, optimizer),
        inference=InferenceTotal(
            params=sum(leaf.params for leaf in trunk), macs=sum(leaf.macs for leaf in trunk)
        ),
    )


__all__ = ["NetworkSummary", "NodeSummary", "analyze"]
