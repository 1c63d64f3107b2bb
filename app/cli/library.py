"""Data sets for the commands."""

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from app.datasets.model import Dataset


def open_dataset(name: str) -> "Dataset":
    """Open a data set of the playground's library; ends the command where it is not there."""
    from app.datasets.registry import Library
    from app.errors import PlaygroundError
    from app.settings import settings

    try:
        return Library(settings().data_dir, settings().datasets_dir).open(name)
    except PlaygroundError as error:
        typer.echo(f"cnn-playground: {error.detail}", err=True)
        raise typer.Exit(1) from None
