"""The forms in which a network is taken home."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Format:
    """A kind of file."""

    ending: str
    media_type: str


FORMATS = {
    "pytorch": Format("py", "text/x-python"),
    "onnx": Format("onnx", "application/octet-stream"),
    "mermaid": Format("mmd", "text/vnd.mermaid"),
    "notebook": Format("ipynb", "application/x-ipynb+json"),
    "safetensors": Format("safetensors", "application/octet-stream"),
}
