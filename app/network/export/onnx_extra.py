"""ONNX needs packages that a plain installation does not have."""

from app.errors import NotInstalled

INSTALL = "pip install 'cnn-playground[onnx]'"


def not_installed() -> NotInstalled:
    """What is raised where they are missing."""
    detail = f"ONNX needs further packages on the server: {INSTALL}"
    return NotInstalled.of("not_installed", detail, install=INSTALL)
