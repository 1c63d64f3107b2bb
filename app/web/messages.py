"""From the text of a socket message to the message: strict JSON, then the tagged union of the socket."""

from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.errors import InvalidInput, InvalidNetwork
from app.network.parse import parse_network
from app.network.spec import NetworkSpec
from app.network.validate import explain
from app.strict_json import loads

MAX_BYTES = 1_000_000


def parse_object(adapter: TypeAdapter[Any], value: Any) -> Any:
    """`value`, parsed JSON, as what `adapter` stands for.

    Large parts keep their own fast paths: pixels become arrays, networks are parsed with their own errors (and
    pointers below where they stand). Raises `InvalidNetwork` and `InvalidInput`.
    """
    if isinstance(value, dict) and isinstance(value.get("model"), dict) and "network" in value["model"]:
        value = {**value, "model": {**value["model"], "network": _network(value["model"]["network"])}}
    try:
        return adapter.validate_python(value, strict=True)
    except ValidationError as error:
        raise explain(error, value, adapter) from None


def _network(value: Any) -> NetworkSpec:
    try:
        return parse_network(value, "/model/network")
    except InvalidInput as error:
        raise InvalidNetwork(error.detail, code=error.code, errors=error.errors) from None


def parse_message(adapter: TypeAdapter[Any], text: str) -> Any:
    """The message that `text` carries; raises `PlaygroundError`."""
    value = loads(text.encode("utf-8", "surrogatepass"), max_bytes=MAX_BYTES)
    if not isinstance(value, dict):
        raise InvalidInput("A message is a JSON object.", code="wrong_type")
    return parse_object(adapter, value)
