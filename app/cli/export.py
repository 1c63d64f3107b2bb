"""`cnn-playground export`: take a network home, with its weights where it has some."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.common import errors_told, library, network

if TYPE_CHECKING:
    from app.network.export.job import Weights
    from app.network.spec import NetworkSpec


def export(
    source: Annotated[
        str,
        typer.Argument(
            help="A preset's id, a file network.json, a trained model's id, a checkpoint that `train` wrote, "
            "or run:ID."
        ),
    ],
    form: Annotated[
        str, typer.Option("--format", help="pytorch, onnx, mermaid, notebook or safetensors.")
    ] = "pytorch",
    out: Annotated[Path | None, typer.Option(help="Where the file goes; named after the network.")] = None,
) -> None:
    """Write a network as a file that has been run and gives the network's own output."""
    from app.network.export.names import file_name
    from app.network.summary import analyze
    from app.porting import FORMATS

    if form not in FORMATS:
        raise typer.BadParameter(f"format is one of {', '.join(FORMATS)}")
    with errors_told():
        spec, weights = _found(source)
        if weights is None and form in ("notebook", "safetensors"):
            raise typer.BadParameter(f"{form} needs a trained network: a model, a checkpoint or a run")
        analyze(spec)
        target = out or Path(f"{file_name(spec)}.{FORMATS[form].ending}")
        asyncio.run(_write(spec, form, target.absolute(), weights))
    typer.echo(f"wrote {target}")


async def _write(spec: "NetworkSpec", form: str, target: Path, weights: "Weights | None") -> None:
    from app.porting import Porting

    if form == "notebook" and weights is not None:
        library().prepare(weights.dataset)
    with TemporaryDirectory() as folder:
        porting = Porting(Path(folder) / "porting")
        await porting.start()
        await porting.export(spec, form, target, weights)


def _found(source: str) -> tuple["NetworkSpec", "Weights | None"]:
    """The network of a name, and its weights if it has some."""
    from app.network.presets import list_models, list_presets

    if source.startswith("run:"):
        return asyncio.run(_of_run(source.removeprefix("run:")))
    if source.endswith(".safetensors"):
        return _of_checkpoint(Path(source))
    if source in {model.ref for model in list_models()} - {preset.id for preset in list_presets()}:
        from app.porting.zoo import takeaway
        from app.settings import settings

        return takeaway(source, settings().data_dir)
    return network(source), None


async def _of_run(run: str) -> tuple["NetworkSpec", "Weights"]:
    from app.runs.service import RunService
    from app.settings import settings

    async with RunService(settings().data_dir, library()).reading() as runs:
        return await runs.takeaway(run)


def _of_checkpoint(path: Path) -> tuple["NetworkSpec", "Weights"]:
    import json

    from app.engine.checkpoint import Checkpoint
    from app.errors import NotFound
    from app.network.export.job import Weights
    from app.network.spec import NetworkSpec
    from app.settings import settings

    if not path.exists():
        raise NotFound(f"There is no file {path}.")
    meta = Checkpoint.load(path).meta
    known = {key: meta[key] for key in ("step", "dataset", "classes", "mean", "std", "training")}
    weights = Weights(
        **known,
        run="",
        path=str(path.absolute()),
        data_dir=str(settings().data_dir),
        test_accuracy=None,
    )
    return NetworkSpec.model_validate_json(json.dumps(meta["network"])), weights
