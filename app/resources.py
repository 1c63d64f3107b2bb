"""Where the files beside the code lie: top-level folders in a checkout, `app/_data` in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def resource(name: str) -> Path:
    """The folder `models`, `templates` or `static/dist`."""
    packed = _PACKAGE / "_data" / name
    return packed if packed.exists() else _PACKAGE.parent / name
