"""`cnn-playground train`: train a network without the page."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.common import errors_told, library, network, read_json

if TYPE_CHECKING:
    from app.engine.session import Session
    from app.training.config import TrainConfig
    from app.training.events import TrainEvent


def train(
    architecture: Annotated[str, typer.Argument(help="A preset's id, or a file network.json.")] = "lenet5",
    dataset: Annotated[str, typer.Option(help="Id of the data set.")] = "mnist-5k",
    out: Annotated[Path, typer.Option(help="Where the checkpoint goes.")] = Path("model.safetensors"),
    settings: Annotated[
        Path | None, typer.Option(help="A file with training settings as in the REST API.")
    ] = None,
    epochs: Annotated[int | None, typer.Option(help="Passes over the training images.", min=1)] = None,
    batch_size: Annotated[int | None, typer.Option(help="Images in a mini-batch.", min=1)] = None,
    optimizer: Annotated[
        str | None, typer.Option(help="sgd, adagrad, rmsprop, adadelta, adam or adamw.")
    ] = None,
    lr: Annotated[float | None, typer.Option(help="Learning rate, the schedule's peak.")] = None,
    augmentation: Annotated[
        list[str] | None, typer.Option(help="shift, rotate, scale or elastic; may be repeated.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Of everything random.", min=0)] = None,
    threads: Annotated[int | None, typer.Option(help="Fixed: the run repeats bit for bit.", min=1)] = None,
) -> None:
    """Train a network and write a checkpoint; options go before the settings of the file."""
    given = {
        "epochs": epochs,
        "batch_size": batch_size,
        "augmentation": augmentation or None,
        "seed": seed,
        "threads": threads,
    }
    with errors_told():
        config = _config(read_json(settings) if settings else {}, given, optimizer, lr)
        session = _session(architecture, dataset, config)
        _run(session, out)


def _config(
    body: dict[str, Any], given: dict[str, Any], optimizer: str | None, lr: float | None
) -> "TrainConfig":
    from app.network.validate import validate
    from app.training.config import TrainConfig

    body = body | {name: value for name, value in given.items() if value is not None}
    if optimizer is not None:
        body["optimizer"] = {"kind": optimizer}
    if lr is not None:
        own = body.get("optimizer", {"kind": "adam"})
        body["optimizer"] = {**({"kind": own} if isinstance(own, str) else own), "lr": lr}
    return validate(TrainConfig, body)


def _session(architecture: str, dataset: str, config: "TrainConfig") -> "Session":
    from app.engine.session import Session
    from app.preflight import check, suited

    spec, data = network(architecture), library()
    config = suited(spec, config)
    check(spec, config, data.info(dataset))
    return Session(spec, config, data.open(dataset))


def _run(session: "Session", out: Path) -> None:
    """Train with a progress bar; a line at the end of each epoch."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from app.engine.train import train as training
    from app.training.controls import LiveControls

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns) as progress:
        task = progress.add_task("epoch 0", total=session.steps)
        for event in training(session, LiveControls()):
            if event.type == "metrics":
                loss = event.train_loss[-1]
                text = f"epoch {event.epoch[-1]:.1f}  loss {loss:.4f}" if loss is not None else "diverged"
                progress.update(
                    task, completed=event.step[-1], description=f"{text}  {event.images_per_second:,.0f}/s"
                )
            elif (line := _line(event)) is not None:
                progress.console.print(line)
    _end(event, session, out)


def _line(event: "TrainEvent") -> str | None:
    """What is printed above the bar."""
    if event.type == "resolved":
        how = f"{event.precision}, {event.layout}, {event.threads} threads"
        return f"{event.epochs} epochs, {event.steps} steps on {event.device} ({how})"
    if event.type == "evaluation" and event.split == "test":
        loss = "not finite" if event.loss is None else f"{event.loss:.4f}"
        right = f"accuracy {event.accuracy:.2%}" if event.accuracy is not None else f"loss {loss}"
        return f"epoch {event.epoch:.0f}: test {right}"
    return None


def _end(event: "TrainEvent", session: "Session", out: Path) -> None:
    if event.type == "diverged":
        typer.echo(f"cnn-playground: {event.detail}", err=True)
        raise typer.Exit(1)
    session.save(out)
    typer.echo(f"wrote {out}")
