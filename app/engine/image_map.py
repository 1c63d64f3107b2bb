"""Images as points in a plane: near together where the network takes them alike.

What is arranged is what the last layer with weights reads, the last hidden layer; of a network that gives images
back, its narrowest layer, the code. By principal components (Pearson 1901), or by t-SNE (van der Maaten & Hinton
2008, https://www.jmlr.org/papers/v9/vandermaaten08a.html), which keeps neighbours together and has no unit.
"""

from math import prod
from typing import Any, Literal

import torch
from torch import Tensor

from app.datasets.model import Split
from app.engine.live import LiveModel
from app.engine.passing import Told, looked_at, values

MOST = {"pca": 2000, "tsne": 1000}
"""Images: t-SNE takes a few seconds for a thousand."""
COMPONENTS = 30
"""t-SNE begins with so many principal components, as its authors do."""
PASS = 0.5
"""Share of the time that going over the images is told to take, where t-SNE comes after."""
ROUNDING = 1e-12
"""Of the largest value: points no farther apart than that are one."""
MAX_FEATURES = 1024
"""Larger volumes are averaged over space."""


def image_map(model: LiveModel, split: Split, method: Literal["pca", "tsne"], told: Told) -> dict[str, Any]:
    """The body of `app.findings.questions.ImageMap`, but for its classes. Deterministic."""
    path = hidden(model)
    chosen = looked_at(model, split, MOST[method])
    share = PASS if method == "tsne" else 1.0
    indices, features, answers = [], [], []
    for part, hidden_values, outputs in values(model, split, chosen, path, lambda done: told(done * share)):
        indices.append(part)
        features.append(_flat(hidden_values))
        answers.append(outputs.flatten(1).argmax(1))
    points, explained = _arranged(torch.cat(features).double(), method)
    places = torch.cat(indices)
    is_classifier = len(model.summary.output_shape) == 1
    return {
        "method": method,
        "layer": path,
        "size": features[0].shape[1],
        "indices": places.tolist(),
        "x": points[:, 0].tolist(),
        "y": points[:, 1].tolist(),
        "labels": [int(label) for label in split.labels[places.numpy()]],
        "predicted": torch.cat(answers).tolist() if is_classifier else None,
        "explained": explained,
    }


def hidden(model: LiveModel) -> str:
    """The node whose values are arranged."""
    nodes = model.summary.nodes
    if len(model.summary.output_shape) > 1:
        return min(nodes, key=lambda node: prod(node.out_shape)).path
    heads = tuple(f"{node.path}." for node in nodes if node.kind == "auxiliary")
    trunk = [node for node in nodes if node.params_detail and not node.path.startswith(heads)]
    return trunk[-1].inputs[0] if trunk else nodes[-1].path


def _flat(maps: Tensor) -> Tensor:
    flat = maps.flatten(1)
    return flat if flat.shape[1] <= MAX_FEATURES or maps.dim() < 4 else maps.mean((2, 3))


def _arranged(features: Tensor, method: str) -> tuple[Tensor, float | None]:
    """Points (N, 2) within −1…1 for features (N, D), and the share of the variance that they show."""
    centred = features - features.mean(0)
    axes, variances = _principal(centred)
    if method == "pca":
        points = centred @ axes[:, :2]
        shown = float(variances[:2].sum() / variances.sum().clamp_min(torch.finfo(torch.float64).tiny))
    else:
        points, shown = _neighbours(centred @ axes[:, :COMPONENTS]), None
    points = torch.nn.functional.pad(points, (0, 2 - points.shape[1]))
    widest = float(points.abs().max())
    apart = widest > ROUNDING * float(features.abs().max())
    return points / widest if apart else torch.zeros_like(points), shown


def _principal(centred: Tensor) -> tuple[Tensor, Tensor]:
    """Principal axes as columns (D, D), the largest variance first; the largest part of each is positive."""
    variances, axes = torch.linalg.eigh(centred.T @ centred)
    variances, axes = variances.flip(0).clamp_min(0), axes.flip(1)
    largest = axes.gather(0, axes.abs().argmax(0, keepdim=True))
    return axes * largest.sign(), variances


def _neighbours(points: Tensor) -> Tensor:
    """t-SNE in two dimensions; begins at the first two principal components."""
    from sklearn.manifold import TSNE  # takes a second to import: when asked for

    perplexity = min(30.0, (len(points) - 1) / 3)
    found = TSNE(perplexity=perplexity, init="pca", random_state=0, n_jobs=1).fit_transform(points.numpy())
    return torch.from_numpy(found).double()
