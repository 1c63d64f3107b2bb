"""An ONNX file as a network: its graph is followed, its weights are not read.

For workers only: the file comes from strangers. Layers are recognised by their operators (each layer says which),
branches by Add, Sum and Concat. Weights kept outside the file are never looked for.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from app.layers.forms import Misread
from app.layers.operators import Found
from app.network.export.onnx_extra import not_installed
from app.network.imports.errors import NotUnderstood
from app.network.imports.graph import Path, Step
from app.network.imports.onnx_described import described
from app.network.imports.onnx_names import read_operator
from app.network.imports.sizes import UNKNOWN, Size, network_of
from app.network.imports.tree import tree_of
from app.network.spec import MAX_NODES, NetworkSpec

if TYPE_CHECKING:
    from onnx import GraphProto, ModelProto, NodeProto, TensorProto

MAX_OPERATORS = 8 * MAX_NODES
VECTORS = frozenset({"flatten", "linear", "global_avg_pool", "global_max_pool"})
VOLUMES = frozenset({"unflatten", "conv2d", "conv_transpose2d", "adaptive_avg_pool2d", "embedding"})
"""Kinds that tell what they give."""
PADDINGS = {"reflect": "reflect", "edge": "replicate", "wrap": "circular"}
"""Modes of Pad that become the padding of a convolution."""


def read_onnx(raw: bytes, size: Size = UNKNOWN) -> NetworkSpec:
    """The network of a file; `size` is used where the file leaves it open.

    Raises NotUnderstood with the operator, SizeNeeded, NotInstalled.
    """
    try:
        import onnx
    except ImportError:
        raise not_installed() from None
    try:
        model = onnx.load_model_from_string(raw)
    except Exception:  # protobuf's own errors are none of onnx
        raise NotUnderstood("this is no ONNX file") from None
    _check_texts(model)
    return _network(model, size)


def _check_texts(model: "ModelProto") -> None:
    """protobuf hands out texts that are no UTF-8 as bytes."""
    graph = model.graph
    texts = [graph.name, model.producer_name, *(tensor.name for tensor in graph.initializer)]
    texts += [text for one in model.metadata_props for text in (one.key, one.value)]
    for node in graph.node:
        texts += [node.name, node.op_type, node.domain, *node.input, *node.output]
        texts += [attribute.name for attribute in node.attribute]
    if not all(isinstance(text, str) for text in texts) or not all(node.output for node in graph.node):
        raise NotUnderstood("this is no ONNX file")


def _network(model: "ModelProto", size: Size) -> NetworkSpec:
    graph = model.graph
    if len(graph.node) > MAX_OPERATORS:
        raise NotUnderstood(f"a graph may have at most {MAX_OPERATORS:,} operators")
    given = [one for one in graph.input if one.name not in {tensor.name for tensor in graph.initializer}]
    if len(given) != 1 or len(graph.output) != 1:
        raise NotUnderstood("a network has one input and one output")
    whole = described(model)
    if whole is not None:
        return whole
    reader = _Reader(graph, model.producer_name)
    start = Step("input")
    reader.values[given[0].name] = start
    for node in graph.node:
        reader.node(node)
    end = reader.values.get(graph.output[0].name)
    if end is None:
        raise NotUnderstood("nothing in the graph gives its output")
    sides = [side.dim_value or None for side in given[0].type.tensor_type.shape.dim]
    known = Size(*sides[1:]) if len(sides) == 4 else UNKNOWN
    return network_of(tree_of(start, end), _facts(model), known.filled(size))


def _facts(model: "ModelProto") -> dict[str, Any]:
    told = {one.key: one.value for one in model.metadata_props}
    facts: dict[str, Any] = {"name": told.get("name", model.graph.name)[:64]}
    for key, choices in (("normalize", ("none", "half", "standard")), ("size_rule", ("floor", "strict"))):
        if told.get(key) in choices:
            facts[key] = told[key]
    return facts


class _Reader:
    """Follows the operators in their order; `values` are the steps that give the tensors known so far."""

    def __init__(self, graph: "GraphProto", producer: str) -> None:
        self.values: dict[str, Step] = {}
        self._tensors: dict[str, TensorProto] = {tensor.name: tensor for tensor in graph.initializer}
        self._ours = producer == "CNN Playground"
        self._pads: dict[str, tuple[Step, str, tuple[int, ...]]] = {}

    def node(self, node: "NodeProto") -> None:
        """Follow one operator."""
        try:
            self._follow(node)
        except Misread as misread:
            raise NotUnderstood(f"{_label(node)}: {misread}") from None

    def _follow(self, node: "NodeProto") -> None:
        kind, attributes = node.op_type, dict(_attributes(node))
        if node.domain not in ("", "ai.onnx"):
            raise Misread("this operator is not supported")
        if kind == "Constant":
            self._constant(node)
            return
        steps = [self.values[name] for name in node.input if name in self.values]
        if kind == "Identity" and len(steps) == 1 and not self._ours:
            step = steps[0]  # exporters leave them behind; ours stand for layers
        elif kind == "Pad" and len(steps) == 1 and attributes.get("mode") in PADDINGS:
            self._pad(node, steps[0], attributes["mode"])
            return
        elif kind in ("Add", "Sum", "Concat") and 0 < len(steps) == len(node.input):
            step = self._merged(node, steps, attributes)
        elif kind == "Add" and len(steps) == 1:
            step = self._with_bias(node, steps[0])
        elif kind == "Mul" and len(steps) == len(node.input) == 2:
            step = self._gated(node, steps)
        else:
            step = self._layer(node, attributes)
        self.values[node.output[0]] = step

    def _constant(self, node: "NodeProto") -> None:
        for attribute in node.attribute:
            if attribute.name == "value":
                attribute.t.name = node.output[0]
                self._tensors[node.output[0]] = attribute.t
                return
        raise Misread("this constant is not supported")

    def _merged(self, node: "NodeProto", steps: list[Step], attributes: dict[str, Any]) -> Step:
        if node.op_type == "Concat":
            if attributes.get("axis") not in (1, -3):
                raise Misread("joining is supported over the channels alone")
            return Step("concat", tuple(steps), path=self._path(node))
        op = "add" if node.op_type == "Add" else "sum"
        return Step(op, tuple(steps), path=self._path(node))  # type: ignore[arg-type]

    def _with_bias(self, node: "NodeProto", step: Step) -> Step:
        """A product with a matrix and its bias, which are two operators."""
        shape = next((tuple(self._tensors[name].dims) for name in node.input if name in self._tensors), ())
        layer = dict(step.layer)
        if layer.get("kind") != "linear" or layer["bias"] or shape != (layer["out_features"],):
            raise Misread("adding a constant is supported as the bias of a fully connected layer alone")
        return Step("layer", step.inputs, layer={**layer, "bias": True}, claims=step.claims, path=step.path)

    def _gated(self, node: "NodeProto", steps: list[Step]) -> Step:
        """z times its sigmoid, which are two operators."""
        for value, gate in (steps, steps[::-1]):
            if gate.layer.get("kind") == "sigmoid" and gate.inputs == (value,):
                return Step("layer", (value,), layer={"kind": "silu"}, path=self._path(node))
        raise Misread("products are supported as that of a value and its sigmoid alone")

    def _pad(self, node: "NodeProto", step: Step, mode: str) -> None:
        """Padding that belongs to the convolution after it."""
        pads = self._numbers(node.input[1]) if len(node.input) > 1 else ()
        if len(pads) != 8 or any(pads[axis] for axis in (0, 1, 4, 5)):
            raise Misread("padding is supported at the borders of pictures alone")
        self._pads[node.output[0]] = (step, PADDINGS[mode], tuple(int(pads[axis]) for axis in (2, 3, 6, 7)))

    def _layer(self, node: "NodeProto", attributes: dict[str, Any]) -> Step:
        source, more = node.input[0] if node.input else "", {}
        if source in self._pads and node.op_type == "Conv" and not any(attributes.get("pads", ())):
            step, mode, pads = self._pads[source]
            attributes, more = {**attributes, "pads": pads}, {"padding_mode": mode}
        elif source in self.values:
            step = self.values[source]
        else:
            raise Misread("this operator is not supported on these inputs")
        layer, reading = read_operator(self._found(node, attributes, _is_vector(step)))
        settings = {"kind": layer.model_fields["kind"].default, **reading.settings, **more}
        return Step("layer", (step,), layer=settings, claims=reading.claims, path=self._path(node))

    def _found(self, node: "NodeProto", attributes: dict[str, Any], vector: bool) -> Found:
        known = {index: name for index, name in enumerate(node.input) if name in self._tensors}
        shapes = {index: tuple(self._tensors[name].dims) for index, name in known.items()}
        small = {index: name for index, name in known.items() if self._is_small(name)}
        numbers = {index: self._numbers(name) for index, name in small.items()}
        return Found(node.op_type, attributes, shapes, numbers, vector)

    def _is_small(self, name: str) -> bool:
        shape = tuple(self._tensors[name].dims)
        return len(shape) < 2 and all(0 <= side <= 64 for side in shape)

    def _numbers(self, name: str) -> tuple[Any, ...]:
        """The values of a small tensor."""
        from onnx import TensorProto, numpy_helper

        tensor = self._tensors.get(name)
        if tensor is None or tensor.data_location == TensorProto.EXTERNAL or not self._is_small(name):
            return ()
        try:
            values = numpy_helper.to_array(tensor).reshape(-1).tolist()
        except Exception:  # whatever onnx says to a tensor whose bytes are not those of its shape
            raise Misread("one of its tensors is damaged") from None
        return tuple(_plain(value) for value in values)

    def _path(self, node: "NodeProto") -> Path:
        """Where its module stands: by its name in our own files, else by the name of its weights."""
        if self._ours:
            return tuple(node.name.split("."))
        weights = [name for name in node.input[1:] if name in self._tensors]
        parts = re.split(r"[./]", weights[0])[:-1] if weights and "." in weights[0] else []
        return tuple(part for part in parts if part.isidentifier() or part.isdecimal())


def _is_vector(step: Step) -> bool:
    """Does a step give a vector, as far as that can be told without sizes?"""
    while step.layer.get("kind") not in VECTORS | VOLUMES and step.inputs:
        step = step.inputs[0]
    return step.layer.get("kind") in VECTORS


def _attributes(node: "NodeProto") -> Iterator[tuple[str, Any]]:
    from onnx import AttributeProto, helper

    simple = {
        AttributeProto.INT,
        AttributeProto.FLOAT,
        AttributeProto.STRING,
        AttributeProto.INTS,
        AttributeProto.FLOATS,
    }
    for attribute in node.attribute:
        if attribute.type in simple:
            yield attribute.name, _plain(helper.get_attribute_value(attribute))


def _plain(value: Any) -> Any:
    """Numbers as they were before they became float32, texts as texts, lists as tuples."""
    if isinstance(value, float):
        return float(f"{value:.7g}")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list | tuple) or hasattr(value, "__iter__"):
        return value if isinstance(value, str) else tuple(_plain(one) for one in value)
    return value


def _label(node: "NodeProto") -> str:
    """What an operator is called, in a message."""
    name = re.sub(r"[^\w./:-]", "", node.name)[:64]
    kind = re.sub(r"\W", "", node.op_type)[:64]
    return f"{name} ({kind})" if name else kind
