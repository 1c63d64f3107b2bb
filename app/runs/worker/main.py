"""The program of a training worker: be ready, take one job, tell how it goes, end."""

import logging
from collections.abc import Callable
from typing import Any

from app.processes import Channel, ChannelClosed

logger = logging.getLogger("app.runs.worker")


def main(channel: Channel) -> None:
    """Train one run. What goes wrong is told; a lost server ends the process."""
    from app.engine import device
    from app.engine.warm import warm_up

    warm_up()
    channel.send({"type": "ready", "devices": device.present()})
    try:
        first = channel.receive()
        assert isinstance(first, dict)
        told(channel, lambda: _train(channel, first))
    except ChannelClosed:
        return


def _train(channel: Channel, message: dict[str, Any]) -> None:
    from app.runs.worker.job import Job
    from app.runs.worker.training import Training

    content = {name: value for name, value in message.items() if name != "type"}
    Training(channel, Job(**content)).run()


def told(channel: Channel, work: Callable[[], None]) -> None:
    """Do the work; tell the server why it failed, if it does."""
    from app.runs.worker.failures import failure

    try:
        work()
    except ChannelClosed:
        raise
    except BaseException as error:  # native code panics with more than Exception
        logger.exception("the worker failed")
        channel.send({"type": "failed", **failure(error)})
