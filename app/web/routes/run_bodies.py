"""The bodies about runs: networks and names in them are checked as everywhere."""

from typing import Any, TypeVar

from pydantic import BaseModel

from app.errors import InvalidInput
from app.network.parse import clean_text, parse_network
from app.network.validate import validate

Asked = TypeVar("Asked", bound=BaseModel)


def parse_run_body(kind: type[Asked], value: Any) -> Asked:
    """`value`, parsed JSON, as `kind`; raises `InvalidInput` and `InvalidNetwork` with pointers."""
    checked: dict[str, Any] = {}
    if isinstance(value, dict):
        network = value.get("network")
        if isinstance(network, dict) and "preset" not in network:
            checked["network"] = parse_network(network, "/network")
        if isinstance(value.get("name"), str):
            checked["name"] = _text(value["name"], "/name")
        if isinstance(value.get("note"), str):
            checked["note"] = _lines(value["note"])
    return validate(kind, value).model_copy(update=checked)


def _text(text: str, pointer: str) -> str:
    try:
        return clean_text(text)
    except InvalidInput as error:
        raise error.below(pointer) from None


def _lines(note: str) -> str:
    """A note: names' characters, in lines."""
    return "\n".join(_text(line, "/note") for line in note.replace("\r\n", "\n").split("\n")).strip()
