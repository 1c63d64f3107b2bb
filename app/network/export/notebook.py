"""A trained network as a Jupyter notebook (nbformat 4.5) that runs by itself with torch and safetensors.

It has the network's source, its weights, a test image to answer, and images of its data set to train one epoch on:
all of them where they are few, else a sample, and it says so.
"""

import json
import zlib
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.network.export import reconstruction
from app.network.export.pytorch import Written
from app.network.spec import NetworkSpec
from app.network.summary import NetworkSummary
from app.network.task import task_of
from app.network.walk import places

EMBEDDED_WEIGHTS = 8_000_000
"""Bytes of weights that the notebook carries itself; larger ones lie beside it."""
COLUMNS = 120
MAIN = 'if __name__ == "__main__":'
OPTIMIZERS = {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "adagrad": "Adagrad"} | {
    "rmsprop": "RMSprop",
    "adadelta": "Adadelta",
}
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@dataclass(frozen=True)
class Images:
    """Images of one split: uint8 [N, C, H, W] and uint8 [N] as bytes, N, and how many the split has."""

    pixels: bytes
    labels: bytes
    count: int
    of: int


@dataclass(frozen=True)
class Lesson:
    """What the notebook is about."""

    title: str
    dataset: str
    classes: Sequence[str]
    training: Mapping[str, Any]
    test_accuracy: float | None
    train: Images
    test: Images
    weights: bytes
    weights_name: str


def notebook(spec: NetworkSpec, written: Written, summary: NetworkSummary, lesson: Lesson) -> str:
    """The notebook as JSON."""
    cells = [
        {"id": f"cell-{index}", "metadata": {}, **cell, "source": cell["source"].splitlines(keepends=True)}
        for index, cell in enumerate(_cells(spec, written, summary, lesson))
    ]
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": METADATA, "cells": cells}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def code_of(text: str) -> list[str]:
    """The code cells of a notebook, in order."""
    cells = json.loads(text)["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def _cells(
    spec: NetworkSpec, written: Written, summary: NetworkSummary, lesson: Lesson
) -> Iterator[dict[str, Any]]:
    yield _text(_introduction(summary, lesson))
    yield _code(written.text.partition(MAIN)[0].rstrip())
    yield _text("## Its weights")
    yield _code("from base64 import b64decode\nfrom zlib import decompress\n\nimport safetensors.torch")
    yield from _weights(written, lesson)
    yield _text("## A picture that it has not been trained on")
    yield _code(_prediction(spec, lesson))
    yield _text(_about_data(lesson))
    yield _code(_images("TRAIN", lesson.train) + "\n" + _images("TEST", lesson.test), hidden=True)
    yield _code(_training(spec, written, lesson))


def _text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source}


def _code(source: str, hidden: bool = False) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": "code", "execution_count": None, "outputs": [], "source": source}
    return {**cell, "metadata": {"jupyter": {"source_hidden": True}}} if hidden else cell


def _introduction(summary: NetworkSummary, lesson: Lesson) -> str:
    right = (
        f", {lesson.test_accuracy:.2%} of its test images right" if lesson.test_accuracy is not None else ""
    )
    return (
        f"# {lesson.title}\n\n"
        f"{summary.total.params:,} parameters, trained on `{lesson.dataset}`{right}.\n\n"
        "Needs `torch` and `safetensors`."
    )


def _base64(raw: bytes) -> str:
    text = b64encode(raw).decode()
    return "\n".join(text[start : start + COLUMNS] for start in range(0, len(text), COLUMNS))


def _weights(written: Written, lesson: Lesson) -> Iterator[dict[str, Any]]:
    load = f"network = {written.network}()\nnetwork.load_state_dict({{}}, strict=True)\nnetwork.eval()"
    if len(lesson.weights) > EMBEDDED_WEIGHTS:
        yield _text(f"They lie beside this notebook, as `{lesson.weights_name}`: export *safetensors*.")
        given = f'safetensors.torch.load_file("{lesson.weights_name}")'
        yield _code(load.format(given))
        return
    yield _code(f'WEIGHTS = """\n{_base64(lesson.weights)}\n"""', hidden=True)
    given = "safetensors.torch.load(b64decode(WEIGHTS))"
    yield _code(load.format(given))


def _prediction(spec: NetworkSpec, lesson: Lesson) -> str:
    size = spec.input.channels * spec.input.height * spec.input.width
    image = _base64(zlib.compress(lesson.test.pixels[:size]))
    if task_of(spec) == "reconstruct":
        return reconstruction.prediction(image)
    return f'''CLASSES = {json.dumps(list(lesson.classes), ensure_ascii=False)}
IMAGE = """
{image}
"""
LABEL = {lesson.test.labels[0]}


def shares(outputs: Tensor) -> Tensor:
    """Outputs (B, classes) as probabilities."""
    {_shares(spec)}


pixels = torch.frombuffer(bytearray(decompress(b64decode(IMAGE))), dtype=torch.uint8)
with torch.no_grad():
    found = shares(network(normalize(pixels.view(1, *INPUT_SHAPE))))[0, : len(CLASSES)]
for index in found.argsort(descending=True)[:3]:
    print(f"{{CLASSES[index]}}: {{found[index]:.1%}}")
print("It is", CLASSES[LABEL])'''


def _shares(spec: NetworkSpec) -> str:
    last = spec.layers[-1].kind
    if last == "softmax":
        return "return outputs"
    if last == "sigmoid":
        return "return outputs / outputs.sum(1, keepdim=True).clamp_min(1e-30)"
    return "return outputs.softmax(1)"


def _about_data(lesson: Lesson) -> str:
    few = lesson.train.count < lesson.train.of
    part = f"{lesson.train.count:,} of the {lesson.train.of:,}" if few else f"all {lesson.train.count:,}"
    return f"## One epoch from scratch\n\nOn {part} training images of `{lesson.dataset}`."


def _images(name: str, images: Images) -> str:
    return f'{name}_PIXELS = """\n{_base64(zlib.compress(images.pixels, 9))}\n"""\n' + (
        f'{name}_LABELS = """\n{_base64(zlib.compress(images.labels, 9))}\n"""'
    )


def _training(spec: NetworkSpec, written: Written, lesson: Lesson) -> str:
    if task_of(spec) == "reconstruct":
        learner = (written.network, _optimizer(lesson.training), _batch_size(lesson))
        return reconstruction.training(*learner, has_heads=bool(_heads(spec)))
    return f'''def images_of(pixels: str, labels: str) -> tuple[Tensor, Tensor]:
    """Normalised images (N, C, H, W) and labels (N,)."""
    packed = (decompress(b64decode(text)) for text in (pixels, labels))
    values, classes = (torch.frombuffer(bytearray(raw), dtype=torch.uint8) for raw in packed)
    return normalize(values.view(-1, *INPUT_SHAPE)), classes.long()


def loss_of(outputs: Tensor, labels: Tensor) -> Tensor:
    """What training makes small."""
    {_loss(spec, lesson)}


def accuracy(learner: nn.Module) -> float:
    """Share of the test images that it gets right."""
    learner.eval()
    with torch.no_grad():
        right = [learner(part).argmax(1) for part in test_images.split(100)]
    return float((torch.cat(right) == test_labels).float().mean())


train_images, train_labels = images_of(TRAIN_PIXELS, TRAIN_LABELS)
test_images, test_labels = images_of(TEST_PIXELS, TEST_LABELS)
torch.manual_seed(0)
learner = {written.network}()
optimizer = torch.optim.{_optimizer(lesson.training)}
print(f"before: {{accuracy(learner):.1%}} of the test images right")
learner.train()
for batch in torch.randperm(len(train_labels)).split({_batch_size(lesson)}):
    if len(batch) == 1:
        continue
    loss = loss_of(learner(train_images[batch]), train_labels[batch]){_heads(spec)}
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(f"after one epoch: {{accuracy(learner):.1%}}, last loss {{loss.item():.3f}}")'''


def _heads(spec: NetworkSpec) -> str:
    """The lines that add the losses of auxiliary heads."""
    if not any(place.node.kind == "auxiliary" for place in places(spec)):
        return ""
    return """
    for head in learner.modules():
        if hasattr(head, "head"):
            loss = loss + head.weight * loss_of(head.output, train_labels[batch])"""


def _batch_size(lesson: Lesson) -> int:
    return min(int(lesson.training.get("batch_size", 64)), lesson.train.count)


def _loss(spec: NetworkSpec, lesson: Lesson) -> str:
    loss = lesson.training.get("loss", {})
    kind = loss.get("kind") if isinstance(loss, Mapping) else None
    if kind == "quadratic":
        return "return (outputs - nn.functional.one_hot(labels, outputs.shape[1])).square().sum(1).mean() / 2"
    if kind == "hinge":
        margin = f"margin={loss['margin']!r}"
        return f"return outputs.shape[1] * nn.functional.multi_margin_loss(outputs, labels, {margin})"
    if kind == "binary_cross_entropy":
        return _binary(spec.layers[-1].kind == "sigmoid")
    if spec.layers[-1].kind == "softmax":
        return "return nn.functional.nll_loss(outputs.clamp_min(1e-30).log(), labels)"
    return "return nn.functional.cross_entropy(outputs, labels)"


def _binary(ends_in_sigmoid: bool) -> str:
    name = "binary_cross_entropy" if ends_in_sigmoid else "binary_cross_entropy_with_logits"
    wanted = "nn.functional.one_hot(labels, outputs.shape[1]).float()"
    return f'return nn.functional.{name}(outputs, {wanted}, reduction="sum") / len(labels)'


def _optimizer(training: Mapping[str, Any]) -> str:
    """The optimiser of the run with its learning rate and momentum, without its schedule."""
    given = training.get("optimizer", {})
    name = OPTIMIZERS.get(given.get("kind", ""), "SGD")
    kept = {key: given[key] for key in ("lr", "momentum", "nesterov", "alpha", "rho") if given.get(key)}
    arguments = "".join(f", {key}={value!r}" for key, value in kept.items())
    return f"{name}(learner.parameters(){arguments})"
