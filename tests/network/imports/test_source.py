"""PyTorch source as people write it becomes the same network; what is not understood is named with its line."""

from typing import Any

import pytest
import torch

from app.engine.build import build
from app.errors import TooLarge
from app.network.imports.errors import NotUnderstood
from app.network.imports.sizes import Size, SizeNeeded
from app.network.imports.source import MAX_BYTES, read_source
from app.network.spec import NetworkSpec
from tests.network.imports.samples import AUXILIARY, INCEPTION, RESNET, SEQUENTIAL, TUTORIAL

IMPORTS = """import torch
from torch import nn
from torch.nn import functional as F
from collections import OrderedDict
"""


def run(source: str, name: str) -> torch.nn.Module:
    """The module that Python makes of the source: the oracle."""
    names: dict[str, Any] = {"__name__": "oracle"}
    exec(compile(source, "oracle", "exec"), names)
    made = names[name]
    module: torch.nn.Module = made() if isinstance(made, type) else made
    return module.eval()


def ours_with_weights_of(spec: NetworkSpec, oracle: torch.nn.Module) -> torch.nn.Module:
    """The network with the oracle's tensors, which come in the same order."""
    module = build(spec).eval()
    own = module.state_dict()
    given = list(oracle.state_dict().values())
    assert [tensor.shape for tensor in own.values()] == [tensor.shape for tensor in given]
    module.load_state_dict(dict(zip(own, given, strict=True)))
    return module


@pytest.mark.parametrize(
    ("source", "name", "size", "shape"),
    [
        (SEQUENTIAL, "model", Size(), (1, 28, 28)),
        (TUTORIAL, "net", Size(), (3, 32, 32)),
        (RESNET, "model", Size(), (3, 32, 32)),
        (INCEPTION, "Net", Size(height=20), (3, 20, 20)),
        (AUXILIARY, "Net", Size(), (1, 28, 28)),
    ],
    ids=["sequential", "tutorial", "resnet", "inception", "auxiliary"],
)
def test_the_network_gives_what_the_source_gives(
    source: str, name: str, size: Size, shape: tuple[int, ...]
) -> None:
    spec = read_source(source, size)
    assert spec.input.shape == shape
    torch.manual_seed(0)
    oracle = run(source, name)
    images = torch.randn(2, *shape)
    with torch.no_grad():
        assert torch.allclose(ours_with_weights_of(spec, oracle)(images), oracle(images), atol=1e-5)


def shown(nodes: Any) -> list[Any]:
    """Kinds and names, with what is inside combinators."""
    return [
        (
            node.kind,
            node.name,
            *(shown(getattr(node, key)) for key in ("body", "shortcut") if hasattr(node, key)),
        )
        for node in nodes
    ]


def test_a_residual_block_of_somebody_is_ours() -> None:
    layers = read_source(RESNET).layers
    plain, projected = layers[3], layers[7]
    inside = [("conv2d", "conv1"), ("batch_norm2d", "bn1"), ("relu", "relu"), ("conv2d", "conv2")]
    inside.append(("batch_norm2d", "bn2"))
    assert shown([plain]) == [("residual", "layer1_0", inside, [])]
    assert shown([projected]) == [
        ("residual", "layer2_0", inside, [("conv2d", None), ("batch_norm2d", None)])
    ]
    assert [node.kind for node in layers[:3]] == ["conv2d", "batch_norm2d", "relu"]


def test_names_are_those_of_the_attributes() -> None:
    assert shown(read_source(TUTORIAL).layers) == [
        ("conv2d", "conv1"),
        ("relu", None),
        ("max_pool2d", "pool"),
        ("conv2d", "conv2"),
        ("relu", None),
        ("max_pool2d", None),
        ("flatten", None),
        ("linear", "fc1"),
        ("relu", None),
        ("linear", "fc2"),
        ("relu", None),
        ("linear", "fc3"),
    ]


def read(body: str, **size: int) -> NetworkSpec:
    """A Sequential of these lines."""
    return read_source(f"{IMPORTS}model = nn.Sequential(\n{body}\n)", Size(**size))


def net(forward: str, init: str = "pass", **size: int) -> NetworkSpec:
    """A class with these lines in `__init__` and `forward`."""
    lines = "\n".join(f"        {line}" for line in init.splitlines())
    body = "\n".join(f"        {line}" for line in forward.splitlines())
    source = f"{IMPORTS}class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n{lines}\n"
    return read_source(f"{source}    def forward(self, x):\n{body}\n", Size(**{"height": 8, **size}))


def kinds(spec: NetworkSpec) -> list[str]:
    return [node.kind for node in spec.layers]


@pytest.mark.parametrize(
    ("forward", "expected"),
    [
        ("return x.relu().tanh()", ["relu", "tanh"]),
        ("return torch.sigmoid(F.leaky_relu(x, 0.2))", ["leaky_relu", "sigmoid"]),
        ("return x.view(-1, 64)", ["flatten"]),
        ("return x.view(x.size(0), -1)", ["flatten"]),
        ("return x.reshape(x.shape[0], -1)", ["flatten"]),
        ("n, c, h, w = 1, 2, 3, 4\nreturn x.flatten(1)", ["flatten"]),
        ("return torch.flatten(x, start_dim=1)", ["flatten"]),
        ("return F.avg_pool2d(F.max_pool2d(x, 2), kernel_size=2)", ["max_pool2d", "avg_pool2d"]),
        ("return F.dropout(x, 0.2, training=self.training)", ["dropout"]),
        ("return torch.softmax(x.mean((2, 3)), 1)", ["global_avg_pool", "softmax"]),
        ("return x + F.relu(x)", ["residual"]),
        ("y = F.relu(x)\ny += x\nreturn y", ["residual"]),
        ("return torch.add(x, x.tanh())", ["residual"]),
        ("return x.relu() + x.tanh() + x", ["parallel"]),
        ("return torch.cat((x, x.relu()), 1)", ["parallel"]),
        ("return sum([x, x.relu(), x.tanh()])", ["parallel"]),
        ("a = x.relu()\nb = a.tanh()\nreturn a + b", ["relu", "residual"]),
        ("for _ in range(3):\n    x = F.relu(x)\nreturn x", ["relu"] * 3),
        ("steps = [F.relu, torch.tanh]\nfor step in steps:\n    x = step(x)\nreturn x", ["relu", "tanh"]),
        ("if 3 % 2 == 1 and not False:\n    x = x.relu()\nelse:\n    x = x.tanh()\nreturn x", ["relu"]),
        ("assert x is not None, 'no'\nreturn x.contiguous().relu()", ["relu"]),
    ],
)
def test_forward_is_read_as_python_would_run_it(forward: str, expected: list[str]) -> None:
    assert kinds(net(forward)) == expected


@pytest.mark.parametrize(
    ("init", "forward", "names"),
    [
        ("self.a = nn.Conv2d(1, 2, 3)\nself.b = nn.ReLU()", "return self.b(self.a(x))", ["a", "b"]),
        ("self.net = nn.Sequential(OrderedDict([('c', nn.Conv2d(1, 2, 3))]))", "return self.net(x)", ["c"]),
        ("self.net = nn.Sequential(OrderedDict(c=nn.Conv2d(1, 2, 3)))", "return self.net(x)", ["c"]),
        (
            "for i in range(2):\n    self.add_module(f'c{i}', nn.Conv2d(1, 1, 3))",
            "return self.c1(self.c0(x))",
            ["c0", "c1"],
        ),
        (
            "p = []\nfor i in range(2):\n    p += [nn.Conv2d(1, 1, 3), nn.ReLU()]\nself.n = nn.Sequential(*p)",
            "return self.n(x)",
            [None] * 4,
        ),
        (
            "self.parts = nn.ModuleList()\nfor i in range(2):\n    self.parts.append(nn.Conv2d(1, 1, 3))",
            "for part in self.parts:\n    x = part(x)\nreturn x",
            [None] * 2,
        ),
        (
            "self.parts = nn.ModuleList(nn.Conv2d(1, 1, 3) for _ in range(3))",
            "for i, part in enumerate(self.parts[:2]):\n    x = part(x)\nreturn self.parts[-1](x)",
            [None] * 3,
        ),
    ],
)
def test_modules_are_made_as_python_would_make_them(init: str, forward: str, names: list[str | None]) -> None:
    assert [node.name for node in net(forward, init).layers] == names


@pytest.mark.parametrize(
    ("body", "line", "says"),
    [
        ("nn.Conv2d(1, 2, 3),\nnn.LSTM(3, 4)", 7, "nn.LSTM"),
        ("nn.Conv2d(1, 2, 3),\n\nnn.Conv2d(3, 2, 3)", 8, "in_channels = 3, but gets 2"),
        ("nn.Flatten(),\nnn.Linear(64, 2),\nnn.Linear(3, 2)", 8, "in_features = 3, but gets 2"),
        ("nn.MaxPool2d(2, dilation=2)", 6, "dilation"),
        ("nn.Conv2d(1, 2, 3, stride=0)", 6, "greater than or equal to 1"),
        ("nn.Conv2d(1, 2, 11)", 6, "spans 11 pixels"),
        ("nn.Softmax(dim=0)", 6, "dim=1"),
        ("nn.Conv2d(1, 2, size=3)", 6, "size"),
        ("nn.Conv2d(1, 2)", 6, "kernel_size is missing"),
        ("nn.LogSoftmax(1)", 6, "leave it out"),
        ("open('/etc/passwd')", 6, "open"),
        ("__import__('os').system('true')", 6, "__import__"),
        ("(lambda: nn.ReLU())()", 6, "Lambda"),
        ("nn.ReLU(,)", 6, "no Python"),
        ("nn.Linear(4, 2)", 6, "needs a vector"),
        ("numpy.array(3)", 6, "numpy"),
    ],
)
def test_what_is_not_understood_is_named_with_its_line(body: str, line: int, says: str) -> None:
    with pytest.raises(NotUnderstood) as caught:
        read(body, channels=1, height=8)
    assert caught.value.line == line
    assert says in caught.value.detail
    assert caught.value.params["line"] == line


@pytest.mark.parametrize(
    ("forward", "line", "says"),
    [
        ("while True:\n    pass", 10, "While"),
        ("return x * 2", 10, "sum alone"),
        ("y = x.relu()\nreturn y, x", 5, "more than one tensor"),
        ("if x.sum() > 0:\n    return x\nreturn x", 10, "sum"),
        ("return F.dropout(x)", 10, "self.training"),
        ("return torch.cat([x, x], 0)", 10, "dim=1"),
        ("y = x.relu()\nz = y.tanh()\nw = (y + z.relu()) + z\nreturn w", 11, "again"),
        ("return undefined(x)", 10, "undefined"),
        ("import os\nreturn x", 10, "Import"),
        ("return x[0]", 10, "index"),
        ("global y\nreturn x", 10, "Global"),
        ("return x.view(x.size(1), -1)", 10, "batch"),
    ],
)
def test_a_forward_that_is_not_straight_is_named_with_its_line(forward: str, line: int, says: str) -> None:
    with pytest.raises(NotUnderstood) as caught:
        net(forward)
    assert (caught.value.line, says in caught.value.detail) == (line, True), caught.value.detail


def test_shared_weights_and_weights_that_are_not_used_are_refused() -> None:
    with pytest.raises(NotUnderstood, match="used twice"):
        net("return self.c(self.c(x))", "self.c = nn.Conv2d(1, 1, 3)")
    with pytest.raises(NotUnderstood, match="not used"):
        net("return self.c(x)", "self.c = nn.Conv2d(1, 1, 3)\nself.d = nn.Conv2d(1, 1, 3)")
    assert kinds(net("return self.c(self.c(x))", "self.c = nn.ReLU()\nself.d = nn.ReLU()")) == ["relu"] * 2


def test_the_size_is_found_where_it_can_be() -> None:
    convolution = "nn.Conv2d(1, 2, 3)"
    assert read(f"{convolution}, nn.Flatten(), nn.Linear(2 * 26 * 26, 10)").input.shape == (1, 28, 28)
    assert read("nn.Flatten(), nn.Linear(3072, 10)").input.shape == (3, 32, 32)
    assert read(convolution, height=9, width=7).input.shape == (1, 9, 7)
    with pytest.raises(SizeNeeded):
        read(convolution)
    with pytest.raises(NotUnderstood, match="in_features = 7"):
        read(f"{convolution}, nn.Flatten(), nn.Linear(7, 10)")


@pytest.mark.parametrize(
    "source",
    [
        "x = " + "(" * 500 + ")" * 500,
        "x = " + "-" * 20_000 + "1",
        "x = " + "[" * 90 + "]" * 90 + "\n" + "if 1:\n" + " pass",
        "model = " + "nn.Sequential(" * 60 + ")" * 60,
        f"{IMPORTS}x = 'a' * 10**9\nmodel = nn.Sequential(x)",
        f"{IMPORTS}x = 9 ** 9 ** 9\nmodel = nn.Sequential(x)",
        f"{IMPORTS}model = nn.Sequential(*[nn.ReLU() for i in range(4000) for j in range(4000)])",
        f"{IMPORTS}model = nn.Sequential(*(nn.ReLU() for _ in range(10**9)))",
        f"{IMPORTS}def f(n):\n    return f(n + 1)\nmodel = nn.Sequential(f(0))",
        f"{IMPORTS}a = [0] * 4000\nb = [a] * 4000\nc = [b] * 4000\nmodel = nn.Sequential(str(c))",
        "\x00",
        "model = '\ud800'",
        "# -*- coding: cp037 -*-\nmodel = 1",
        "",
        "\ufeff",
        "ⅹ = 1",
    ],
)
def test_hostile_source_is_refused(source: str) -> None:
    with pytest.raises(NotUnderstood):
        read_source(source, Size(1, 8, 8))


def test_a_source_may_not_be_too_long() -> None:
    with pytest.raises(TooLarge):
        read_source("#" * (MAX_BYTES + 1))


def test_nothing_is_run(tmp_path: Any) -> None:
    target = tmp_path / "made"
    source = f"{IMPORTS}open({str(target)!r}, 'w')\nclass Net(nn.Module):\n    open({str(target)!r}, 'w')\n"
    read_source(f"{source}    def forward(self, x):\n        return F.relu(x)\n", Size(1, 8, 8))
    assert not target.exists()
