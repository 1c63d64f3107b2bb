"""`cnn-playground zoo`: the trained models, and how they are made again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.common import errors_told, library

if TYPE_CHECKING:
    from app.training.events import TrainEvent

zoo = typer.Typer(help="The trained models of the playground.", no_args_is_help=True)


@zoo.command("list")
def list_models() -> None:
    """List the trained models and those that can be made."""
    from app.engine.zoo.models import ZOO
    from app.network.presets import list_models as trained_models

    trained = {model.ref: f"{model.test_accuracy:.2%} on the test images" for model in trained_models()}
    for ref in sorted({*trained, *ZOO}):
        typer.echo(f"{ref}: {trained.get(ref, 'not trained yet')}")


@zoo.command()
def train(
    model: Annotated[str, typer.Argument(help="The model to make, such as lenet5-mnist.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder to write to; models/<model> of the playground.")
    ] = None,
    checkpoint: Annotated[
        Path | None, typer.Option(help="File to keep a checkpoint in; goes on from it where it is there.")
    ] = None,
) -> None:
    """Train a model from scratch and write its folder: network, weights, facts and card."""
    from app.engine.zoo.models import ZOO
    from app.engine.zoo.train import make
    from app.resources import resource

    if model not in ZOO:
        raise typer.BadParameter(f"there is no recipe for {model}; there are: {', '.join(sorted(ZOO))}")
    with errors_told():
        made = make(ZOO[model], library().open(ZOO[model].dataset), _tell, checkpoint)
    made.save(out or resource("models") / model)
    typer.echo(f"{model}: {made.report.accuracy:.2%} of the test images, {made.seconds:.0f} s")


def _tell(event: "TrainEvent") -> None:
    if event.type == "evaluation" and event.split == "test":
        typer.echo(f"epoch {event.epoch:.0f}: test accuracy {event.accuracy:.2%}, loss {event.loss:.4f}")
