"""`cnn-playground predict`: what does a trained network see in an image?"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.common import errors_told

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from app.engine.live import LiveModel
    from app.images.preprocess import Preprocess


def predict(
    images: Annotated[
        list[Path] | None, typer.Argument(help="Image files: PNG, JPEG, WebP, GIF or BMP.")
    ] = None,
    model: Annotated[
        str, typer.Option(help="A trained model's id, or a checkpoint that `train` wrote.")
    ] = "lenet5-mnist",
    preprocess: Annotated[
        str, typer.Option(help="none, photo (centre crop) or digit (a drawing of one digit).")
    ] = "digit",
    text: Annotated[
        str | None, typer.Option(help="A text in the place of images, for a network that reads texts.")
    ] = None,
    top: Annotated[int, typer.Option(help="How many classes to name.", min=1)] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Name the most probable classes of each image, or of a text; an empty drawing gets none."""
    from app.images.preprocess import PREPROCESS

    if preprocess not in PREPROCESS:
        raise typer.BadParameter(f"preprocess is one of {', '.join(PREPROCESS)}")
    if not images and text is None:
        raise typer.BadParameter("give an image file, or a --text")
    how = next(known for known in PREPROCESS if known == ("text" if text is not None else preprocess))
    with errors_told():
        drawings = (
            {str(path): _pixels(path) for path in images or ()} if text is None else {text: _bytes(text)}
        )
        network, classes = _open(model)
        for name, pixels in drawings.items():
            found = {"image": name, "top": _top(network, classes, pixels, how)[:top]}
            typer.echo(json.dumps(found) if as_json else _text(found))


def _open(model: str) -> tuple["LiveModel", list[str]]:
    """A model of the zoo, or a checkpoint file with its network and classes inside."""
    import torch

    from app.engine.checkpoint import Checkpoint
    from app.engine.live import LiveModel
    from app.network.presets import load_model
    from app.network.spec import NetworkSpec

    torch.set_num_threads(1)
    if model.endswith(".safetensors"):
        meta = Checkpoint.load(Path(model)).meta
        spec = NetworkSpec.model_validate_json(json.dumps(meta["network"]))
        return LiveModel.open(spec, Path(model), mean=meta["mean"], std=meta["std"]), meta["classes"]
    known = load_model(model)
    return LiveModel.open(known.spec, known.weights, mean=known.mean, std=known.std), known.classes


def _pixels(path: Path) -> "NDArray[np.uint8]":
    from app.errors import NotFound
    from app.images.decode import decode

    try:
        return decode(path.read_bytes()).pixels
    except OSError:
        raise NotFound(f"There is no file {path}.") from None


def _bytes(text: str) -> "NDArray[np.uint8]":
    """The column of a text's bytes."""
    import numpy as np

    return np.frombuffer(text.encode() or b"\0", np.uint8)[:, None]


def _top(
    network: "LiveModel", classes: list[str], pixels: "NDArray[np.uint8]", how: "Preprocess"
) -> list[dict[str, Any]]:
    """Classes by falling probability; none for an empty drawing."""
    from app.images.preprocess import is_empty, prepare

    image = prepare(pixels, *network.spec.input.shape, how)
    if is_empty(image, how):
        return []
    shares = network.infer(image, []).probabilities
    assert shares is not None
    ranked = sorted(zip(classes, shares.tolist(), strict=False), key=lambda pair: -pair[1])
    return [{"label": label, "probability": round(share, 6)} for label, share in ranked]


def _text(found: dict[str, Any]) -> str:
    answers = [f"{one['label']} {one['probability']:.1%}" for one in found["top"]]
    return f"{found['image']}: {', '.join(answers) or '–'}"
