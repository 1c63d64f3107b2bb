"""The live worker: a process that builds networks and shows them drawings, one request after the other.

Requests are JSON, or a frame with `pixels`; each but `close` has one answer, in order:

    open {session, recipe}                          → opened {trained, untrained}
    infer {session, seq, preprocess, layers, input_size, maps, attribution, mode, mask_seed} + pixels (+ others: the
        images beside it in training)                                                 → frame: result
    unit {session, path, channel, y, x}             → unit
    answers {session} + images                      → answers {answers, rounded}
    field {session, path, channel, y, x, other} + pixels (of n images)                → field
    maximise {session, goal, ascent, start, preprocess, frames} (+ pixels)            → frame: maximised
    filters {session, layers}                       → frame: filters
    close {session}

Anything may be answered with `error` instead. The first message is `ready`, from the worker.
"""

import sys
import traceback
from collections.abc import Callable
from typing import Any

from app.errors import PlaygroundError, TooLarge, Unavailable
from app.processes import Channel, Message
from app.processes.errors import error_message
from app.protocol import decode_frame


def main(channel: Channel) -> None:
    """The standing worker: on one thread, warm before anybody asks."""
    from app.live.desk import Desk

    desk = Desk()
    _serve(channel, desk, 1, desk.warm)


def batch(channel: Channel) -> None:
    """The worker for one large network: on every core, for it is awaited."""
    from app.engine.device import cores
    from app.live.desk import Desk

    _serve(channel, Desk(), cores(), lambda: None)


def _serve(channel: Channel, desk: Any, threads: int, warm: Callable[[], None]) -> None:
    """Answer until the server is gone."""
    import torch

    torch.set_num_threads(threads)
    warm()
    channel.send({"type": "ready"})
    for message in channel:
        answer = _answered(desk, message)
        if answer is not None:
            channel.send(answer)


def _answered(desk: Any, message: Message) -> Message | None:
    try:
        answer: Message | None = desk.answer(*_parts(message))
    except PlaygroundError as error:
        return error_message(error)
    except MemoryError:
        return error_message(TooLarge("This needs more memory than there is.", code="out_of_memory"))
    except Exception as error:  # a bug must not take the other clients' worker away
        traceback.print_exc(file=sys.stderr)
        if "memory" in str(error):
            return error_message(TooLarge("This needs more memory than there is.", code="out_of_memory"))
        return error_message(Unavailable("The network could not be computed.", code="live_failed"))
    return answer


def _parts(message: Message) -> tuple[dict[str, Any], Any]:
    if isinstance(message, dict):
        return message, None
    header, tensors = decode_frame(message)
    others = tensors.get("others")
    return {**header, **({"others": others.data} if others else {})}, tensors["pixels"].data
