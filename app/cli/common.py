"""What the commands share: data sets, networks, and errors as one line instead of a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from app.datasets.registry import Library
    from app.network.spec import NetworkSpec


@contextmanager
def errors_told() -> Iterator[None]:
    """End the command with a line for each problem, where one is raised."""
    from app.errors import PlaygroundError

    try:
        yield
    except PlaygroundError as error:
        lines = [f"{entry.pointer}: {entry.detail}" for entry in error.errors] or [error.detail]
        for line in lines:
            typer.echo(f"cnn-playground: {line}", err=True)
        raise typer.Exit(1) from None


def library() -> "Library":
    """The data sets of this playground."""
    from app.datasets.registry import Library
    from app.settings import settings

    return Library(settings().data_dir, settings().datasets_dir)


def read_json(path: Path) -> Any:
    """The JSON of a file; raises PlaygroundError where it is none, or not there."""
    from app.errors import NotFound
    from app.strict_json import loads

    try:
        return loads(path.read_bytes())
    except OSError:
        raise NotFound(f"There is no file {path}.") from None


def network(name: str) -> "NetworkSpec":
    """A preset by its id, or a network description from a JSON file."""
    from app.network.parse import parse_network
    from app.network.presets import load_preset

    if name.endswith(".json"):
        return parse_network(read_json(Path(name)))
    spec = load_preset(name).spec
    assert spec is not None
    return spec
