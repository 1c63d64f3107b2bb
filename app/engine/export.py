"""Networks taken home: written, then run and compared with the network itself before anybody gets them.

For workers only: the written source is executed. Everything here raises ExportMismatch where a file would give
another output than the network.
"""

import contextlib
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import safetensors.torch
import torch
from torch import Tensor, nn

from app.engine.build import build
from app.engine.initialise import initialise
from app.errors import ExportMismatch
from app.layers.embedding import Embedding
from app.network.export.notebook import Lesson, code_of, notebook
from app.network.export.onnx_extra import not_installed
from app.network.export.pytorch import Statistics, Written, pytorch_source
from app.network.spec import NetworkSpec
from app.network.summary import analyze
from app.network.walk import places
from app.training.initializers import Default

TOLERANCE = 1e-5
"""The largest difference of two outputs, as a share of the largest output where that is above 1."""
SAMPLES = 2
LARGE = 20_000_000
"""Numbers in a network that is not filled with chance first, which takes seconds."""
OWN_TENSORS = "register_buffer"
"""What stands in a file whose layers make tensors that are not among the weights."""


def fresh(spec: NetworkSpec, seed: int = 0) -> nn.Module:
    """The network in evaluation mode with weights drawn by the seed."""
    module = build(spec)
    initialise(module, Default(), seed)
    return module.eval().requires_grad_(False)


def untrained(spec: NetworkSpec) -> nn.Module:
    """The network in evaluation mode with weights of torch's own."""
    return shaken(build(spec).eval().requires_grad_(False))


def trained(spec: NetworkSpec, state: Mapping[str, Tensor]) -> nn.Module:
    """The network in evaluation mode with these weights."""
    module = build(spec).eval().requires_grad_(False)
    module.load_state_dict(state, strict=True)
    return module


@torch.no_grad()
def shaken(module: nn.Module) -> nn.Module:
    """The module with every tensor away from the zeros and ones that would hide a mix-up.

    What is drawn already is scaled alone, so that signals pass through deep networks as before.
    """
    generator = torch.Generator().manual_seed(1)
    for tensor in module.state_dict().values():
        if tensor.is_floating_point():
            tensor.mul_(1 + 0.1 * (torch.rand(tensor.shape, generator=generator) - 0.5))
            if tensor.dim() == 1:
                tensor.add_(0.02 * (torch.rand(tensor.shape, generator=generator) - 0.5))
    return module


def written_and_tried(
    spec: NetworkSpec, module: nn.Module, statistics: Statistics | None = None
) -> tuple[Written, float]:
    """The source of a network whose built module is given, and the largest difference that was found."""
    written = pytorch_source(spec, statistics)
    return written, difference(module, run_source(written, renamed(written, module)), spec)


def run_source(written: Written, weights: Mapping[str, Tensor]) -> nn.Module:
    """The network that a written file makes, in evaluation mode, with these weights, which must fit strictly."""
    names: dict[str, Any] = {"__name__": "exported"}
    exec(compile(written.text, "network.py", "exec"), names)  # noqa: S102  our own text, in a worker
    numbers = sum(tensor.numel() for tensor in weights.values())
    large = numbers > LARGE and OWN_TENSORS not in written.text
    with torch.device("meta") if large else contextlib.nullcontext():
        network = names[written.network]()
    assert isinstance(network, nn.Module)
    network.load_state_dict(weights, strict=True, assign=large)
    return network.eval()


def renamed(written: Written, module: nn.Module) -> dict[str, Tensor]:
    """The module's tensors by the names that they have in the written file."""
    return {written.rename(key): tensor.contiguous() for key, tensor in module.state_dict().items()}


def weights_file(spec: NetworkSpec, module: nn.Module, metadata: Mapping[str, str]) -> tuple[bytes, float]:
    """The weights as safetensors by the names in the written file, which has loaded them strictly."""
    written = pytorch_source(spec)
    raw = safetensors.torch.save(renamed(written, module), dict(metadata))
    return raw, difference(module, run_source(written, safetensors.torch.load(raw)), spec)


def onnx_and_tried(spec: NetworkSpec, module: nn.Module, metadata: Mapping[str, str]) -> tuple[bytes, float]:
    """The ONNX file of a network and the largest difference of onnxruntime's output.

    Raises NotInstalled where the packages are missing.
    """
    try:
        import onnx
        import onnxruntime
    except ImportError:
        raise not_installed() from None
    from app.engine.onnx_file import onnx_file

    model = onnx_file(spec, module, metadata)
    onnx.checker.check_model(model)
    raw = model.SerializeToString()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.log_severity_level = 1, 3
    session = onnxruntime.InferenceSession(raw, options, providers=["CPUExecutionProvider"])

    def run(images: Tensor) -> Tensor:
        return torch.from_numpy(session.run(None, {"input": images.numpy()})[0])

    return raw, difference(module, run, spec)


@torch.no_grad()
def difference(
    one: Callable[[Tensor], Tensor], other: Callable[[Tensor], Tensor], spec: NetworkSpec
) -> float:
    """The largest difference of two networks on random images. Raises ExportMismatch above TOLERANCE."""
    images = _samples(spec)
    expected, found = one(images), other(images)
    finite = expected.isfinite()
    if expected.shape != found.shape or not torch.equal(finite, found.isfinite()):
        raise ExportMismatch
    if not finite.any():
        return 0.0
    scale = max(1.0, float(expected[finite].abs().max()))
    largest = float((expected - found)[finite].abs().max()) / scale
    if largest > TOLERANCE:
        raise ExportMismatch
    return largest


def _samples(spec: NetworkSpec) -> Tensor:
    """Random images (SAMPLES, C, H, W), or token ids where the network reads a text, some beyond its table."""
    generator = torch.Generator().manual_seed(0)
    tables = [node.num_embeddings for place in places(spec) if isinstance(node := place.node, Embedding)]
    if tables:
        return torch.randint(tables[0] + 2, (SAMPLES, *spec.input.shape), generator=generator).float()
    return torch.randn(SAMPLES, *spec.input.shape, generator=generator)


def notebook_and_tried(
    spec: NetworkSpec, module: nn.Module, lesson: Lesson, statistics: Statistics
) -> tuple[str, float]:
    """The notebook of a trained network: every cell but that which trains has run, the network is compared."""
    text = notebook(spec, pytorch_source(spec, statistics), analyze(spec), lesson)
    *cells, _training = code_of(text)
    names: dict[str, Any] = {"__name__": "exported"}
    with TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path(lesson.weights_name).write_bytes(lesson.weights)
        with contextlib.redirect_stdout(io.StringIO()):
            for cell in cells:
                exec(compile(cell, "notebook", "exec"), names)  # noqa: S102  our own text, in a worker
    return text, difference(module, names["network"], spec)
