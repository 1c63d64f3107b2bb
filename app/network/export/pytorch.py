"""A network as a file of PyTorch: one readable `nn.Module`, runnable by itself, laid out as formatters do.

    class LeNet5(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            x = self.c1_relu(self.c1(x))  # (B, 6, 28, 28)

Parts carry the nodes' names (kind and index where a node has none), combinators are block classes with `body` and
`shortcut`, `branches` or `head`: so the names of the parameters are the nodes' paths, but for unnamed nodes at the
top, and `Written.renamed` tells those.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.layers import Layer, Shape
from app.layers.forms import Call
from app.network.export import layout
from app.network.export.blocks import Block, Blocks, Entry
from app.network.export.helpers import helpers, imports
from app.network.export.names import attributes, class_name, is_automatic
from app.network.export.parts import Part, series
from app.network.spec import Auxiliary, NetworkSpec, Parallel, Residual
from app.network.summary import analyze
from app.network.walk import places

INDENT = layout.STEP
DEEP = layout.STEP * 2


@dataclass(frozen=True)
class Statistics:
    """Mean and deviation per channel of a data set, of pixels in 0…1."""

    mean: Sequence[float]
    std: Sequence[float]


@dataclass(frozen=True)
class Written:
    """A file: its text, the name of the network's class, and the parts that are called otherwise than by path."""

    text: str
    network: str
    renamed: dict[str, str]

    def rename(self, key: str) -> str:
        """The name of a parameter in the written module, for its name in the built one."""
        first, dot, rest = key.partition(".")
        return self.renamed.get(first, first) + dot + rest


def pytorch_source(spec: NetworkSpec, statistics: Statistics | None = None) -> Written:
    """The file for a network. `statistics` are those of its data set, for `normalize: "standard"`.

    Raises InvalidNetwork for a network that does not work.
    """
    total = analyze(spec).total
    parts = series(spec.layers, spec.input.shape)
    blocks = Blocks(parts)
    modules = _modules(spec, parts)
    used = [name for name in helpers() if _uses(name, blocks, parts, modules)]
    network = class_name(spec, {*helpers(), *(block.name for block in blocks.classes), "normalize"})
    classes = [helpers()[name] for name in used]
    classes += ["\n".join(_block(block)) for block in blocks.classes]
    classes.append("\n".join(_network(network, parts, blocks, modules, total.params)))
    constants, normalise = _constants(spec, statistics)
    main = "\n".join(_main(network))
    body = "\n\n\n".join([constants, normalise, *classes, main])
    text = f"{_head(spec, total.params, total.macs)}\n\n{imports(body)}\n\n{body}\n"
    renamed = {str(index): modules[index] for index in modules if spec.layers[index].name is None}
    return Written(text, network, renamed)


def _modules(spec: NetworkSpec, parts: Sequence[Part]) -> dict[int, str]:
    """The attributes of the nodes that are modules; unnamed ones that have a function are none."""
    names = attributes(spec.layers)
    return {part.index: names[part.index] for part in parts if part.node.name or not _function(part)}


def _function(part: Part) -> Call | None:
    """How an unnamed layer without parameters is written."""
    return part.node.source(part.before).function if isinstance(part.node, Layer) else None


def _uses(name: str, blocks: Blocks, parts: Sequence[Part], modules: dict[int, str]) -> bool:
    calls = [entry.call.name for block in blocks.classes for way in block.lists for entry in way]
    return name in calls or name in (blocks.call(part).name for part in parts if part.index in modules)


def _head(spec: NetworkSpec, params: int, macs: int) -> str:
    title = "".join(character for character in spec.name if character not in '"\\').strip()
    return (
        f'"""{title or "A network"}, a network of the CNN Playground.\n\n'
        f"{params:,} parameters, {macs:,} multiply-accumulates for one image.\n"
        '"""'
    )


def _constants(spec: NetworkSpec, statistics: Statistics | None) -> tuple[str, str]:
    """The facts that import reads back, and the function that makes pixels into inputs."""
    lines = [
        f"NAME = {layout.value(spec.name)}",
        f"INPUT_SHAPE = {spec.input.shape}  # channels, height, width",
    ]
    given = [node.name for at, node in enumerate(spec.layers) if is_automatic(node.name or "", node.kind, at)]
    if given:
        lines.append("# Given names that look like those of layers without one:")
        lines += layout.value_lines("NAMED = ", tuple(given), "", "")
    if spec.size_rule == "strict":
        lines.append('SIZE_RULE = "strict"  # every window fits without a remainder')
    shape = f"(B, {', '.join(map(str, spec.input.shape))})"
    head = [
        "def normalize(pixels: Tensor) -> Tensor:",
        f'    """Pixels of 0 to 255 {shape} as the network reads them."""',
    ]
    if reads_tokens(spec):
        head[1] = f'    """Token ids {shape} as the network reads them."""'
        lines.append(f'NORMALIZE = "{spec.normalize}"  # not of token ids')
        return "\n".join(lines), "\n".join([*head, "    return pixels.float()"])
    if spec.normalize != "standard":
        shift = " - 0.5" if spec.normalize == "half" else ""
        return "\n".join(lines), "\n".join([*head, f"    return pixels / 255{shift}"])
    channels = spec.input.channels
    known = statistics or Statistics((0.0,) * channels, (1.0,) * channels)
    lines.append("# Of each channel, pixels being 0 to 1" + (":" if statistics else "; put in your data's:"))
    lines += layout.value_lines("MEAN = ", tuple(known.mean), "", "")
    lines += layout.value_lines("STD = ", tuple(known.std), "", "")
    body = [
        "    mean = torch.tensor(MEAN).view(-1, 1, 1)",
        "    std = torch.tensor(STD).view(-1, 1, 1)",
        "    return (pixels / 255 - mean) / std",
    ]
    return "\n".join(lines), "\n".join(head + body)


def reads_tokens(spec: NetworkSpec) -> bool:
    """Does the network read a text, which no normalisation touches?"""
    return any(place.node.kind == "embedding" for place in places(spec))


def _network(
    name: str, parts: Sequence[Part], blocks: Blocks, modules: dict[int, str], params: int
) -> list[str]:
    inputs, outputs = shape_of(parts[0].before), shape_of(parts[-1].after)
    lines = [f"class {name}(nn.Module):", f'{INDENT}"""{params:,} parameters."""', ""]
    if modules:
        lines += [f"{INDENT}def __init__(self) -> None:", f"{DEEP}super().__init__()"]
        for part in parts:
            if part.index in modules:
                lines += layout.assignment(f"self.{modules[part.index]}", blocks.call(part), DEEP)
        lines.append("")
    lines += [
        f"{INDENT}def forward(self, x: Tensor) -> Tensor:",
        f'{DEEP}"""Normalised images {inputs} to {outputs}."""',
        *_forward(parts, modules),
    ]
    return lines


def _forward(parts: Sequence[Part], modules: dict[int, str]) -> list[str]:
    """One line a part; what only changes values is wrapped around the call before it where there is room."""
    rows: list[tuple[str, str]] = []
    for part in parts:
        comment = shape_of(part.after)
        folded = _applied(part, modules, rows[-1][0]) if rows and part.folds else ""
        if folded and len(f"{DEEP}return {folded}  # {comment}") <= layout.WIDTH:
            rows[-1] = (folded, comment)
        else:
            rows.append((_applied(part, modules, "x"), comment))
    heads = ["x = "] * (len(rows) - 1) + ["return "]
    pairs = zip(heads, rows, strict=True)
    return [line for head, (text, note) in pairs for line in layout.line(f"{head}{text}", DEEP, note)]


def _applied(part: Part, modules: dict[int, str], x: str) -> str:
    if part.index in modules:
        return f"self.{modules[part.index]}({x})"
    function = _function(part)
    assert function is not None
    return layout.call(function, x)


def shape_of(shape: Shape) -> str:
    """(B, 6, 28, 28)."""
    return f"({', '.join(['B', *map(str, shape)])})"


def _main(network: str) -> list[str]:
    return [
        'if __name__ == "__main__":',
        f"{INDENT}network = {network}().eval()",
        f"{INDENT}count = sum(parameter.numel() for parameter in network.parameters())",
        f'{INDENT}print(f"{{count:,}} parameters")',
        f"{INDENT}pixels = torch.randint(0, 256, (1, *INPUT_SHAPE))",
        f"{INDENT}print(tuple(network(normalize(pixels)).shape))",
    ]


def _block(block: Block) -> list[str]:
    docs, ways, end = _manner(block)
    lines = [f"class {block.name}(nn.Module):", f'{INDENT}"""{docs}"""', ""]
    lines += [*layout.signature(block.parameters, INDENT), f"{DEEP}super().__init__()"]
    if isinstance(block.part.node, Parallel):
        lines += _branches(block)
    else:
        for name, entries in zip(ways, block.lists, strict=False):
            lines += _sequential(f"self.{name} = ", entries, "", DEEP)
    if isinstance(block.part.node, Residual) and block.part.node.zero_init:
        lines += _silenced(block.part)
    if isinstance(block.part.node, Auxiliary):
        lines += [
            f"{DEEP}self.weight = {block.part.node.weight!r}",
            f"{DEEP}self.output: Tensor | None = None",
        ]
    return [*lines, "", f"{INDENT}def forward(self, x: Tensor) -> Tensor:", *end]


def _silenced(part: Part) -> list[str]:
    """The last layer with weights in the body begins with zeros."""
    for inner in reversed(part.ways[0]):
        names = inner.node.params(inner.before) if isinstance(inner.node, Layer) else {}
        place = f".{inner.node.name}" if inner.node.name else f"[{inner.index}]"
        if names:
            return [f"{DEEP}nn.init.zeros_(self.body{place}.{name})" for name in names]
    return []


def _manner(block: Block) -> tuple[str, tuple[str, ...], list[str]]:
    """What a block does, in words; the attributes of its lists; the lines of `forward`."""
    node = block.part.node
    if isinstance(node, Parallel):
        outs = f"{DEEP}outs = [branch(x) for branch in self.branches]"
        if node.merge == "concat":
            merged = layout.line("return torch.cat(outs, 1)", DEEP, block.output)
            return "Branches side by side, stacked over the channels.", (), [outs, *merged]
        merged = layout.line("return torch.stack(outs).sum(0)", DEEP, block.output)
        return "Branches side by side, added.", (), [outs, *merged]
    if isinstance(node, Auxiliary):
        lines = [f"{DEEP}self.output = self.head(x) if self.training else None", f"{DEEP}return x"]
        docs = "A head beside the trunk: while training, its loss times `weight` helps."
        return docs, ("head",), lines
    added = layout.line("return self.body(x) + self.shortcut(x)", DEEP, block.output)
    assert isinstance(node, Residual)
    if not node.shortcut:
        added = layout.line("return self.body(x) + x", DEEP, block.output)
        return "The body's output is added to its input.", ("body",), added
    return "The body's output is added to that of a shortcut.", ("body", "shortcut"), added


def _branches(block: Block) -> list[str]:
    lines = [f"{DEEP}self.branches = nn.ModuleList(", f"{DEEP}{INDENT}["]
    for entries in block.lists:
        lines += _sequential("", entries, ",", DEEP + INDENT * 2)
    return [*lines, f"{DEEP}{INDENT}]", f"{DEEP})"]


def _sequential(before: str, entries: Sequence[Entry], after: str, indent: str) -> list[str]:
    """nn.Sequential of a list, with the names that its nodes have."""
    if not entries:
        return [f"{indent}{before}nn.Sequential(){after}"]
    opened, closed = [f"{indent}{before}nn.Sequential("], [f"{indent}){after}"]
    names = [entry.name for entry in entries]
    if not any(names):
        return opened + _entries(entries, indent + INDENT) + closed
    inner = indent + INDENT
    opened.append(f"{inner}OrderedDict(")
    closed.insert(0, f"{inner})")
    if all(names):
        return opened + _entries(entries, inner + INDENT) + closed
    opened.append(f"{inner}{INDENT}[")
    closed.insert(0, f"{inner}{INDENT}]")
    return opened + _pairs(entries, inner + INDENT * 2) + closed


def _entries(entries: Sequence[Entry], indent: str) -> list[str]:
    return [
        line
        for entry in entries
        for line in layout.item(
            f"{entry.name}=" if entry.name else "", entry.call, ",", indent, entry.comment
        )
    ]


def _pairs(entries: Sequence[Entry], indent: str) -> list[str]:
    lines = []
    for index, entry in enumerate(entries):
        name = f'"{entry.name or index}"'
        whole = f"({name}, {layout.call(entry.call)}),"
        if len(indent + whole) <= layout.WIDTH:
            lines += layout.line(whole, indent, entry.comment)
        else:
            inner = layout.item("", entry.call, ",", indent + INDENT, entry.comment)
            lines += [f"{indent}(", f"{indent}{INDENT}{name},", *inner, f"{indent}),"]
    return lines
