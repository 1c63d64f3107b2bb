"""Every message of the sockets, and the codec that carries them.

Texts are JSON, tagged by `type`; frames with tensors are binary, see `app.protocol.codec`. What a browser or a
script may send is `ClientMessage`, what it may get is `ServerMessage`: the page's types are made from these two.
"""

from typing import Annotated

from pydantic import Field

from app.protocol.codec import Tensor, decode_frame, decode_header, encode_frame, quantise
from app.protocol.live_client import AskFilters, AskUnit, Infer, LiveClientMessage, Open
from app.protocol.live_server import Filters, LiveError, LiveServerMessage, Opened, Result, UnitAnswer
from app.protocol.run_client import Ack, Probe, RunClientMessage, Subscribe
from app.protocol.run_server import RunEvent, RunFrame, RunServerMessage

ClientMessage = Annotated[LiveClientMessage | RunClientMessage, Field(discriminator="type")]
"""Everything that a client may send, on either socket."""

ServerMessage = Annotated[LiveServerMessage | RunServerMessage, Field(discriminator="type")]
"""Everything that a client may get, on either socket: texts, and the headers of binary frames."""

__all__ = [
    "Ack",
    "AskFilters",
    "AskUnit",
    "ClientMessage",
    "Filters",
    "Infer",
    "LiveClientMessage",
    "LiveError",
    "LiveServerMessage",
    "Open",
    "Opened",
    "Probe",
    "Result",
    "RunClientMessage",
    "RunEvent",
    "RunFrame",
    "RunServerMessage",
    "ServerMessage",
    "Subscribe",
    "Tensor",
    "UnitAnswer",
    "decode_frame",
    "decode_header",
    "encode_frame",
    "quantise",
]
