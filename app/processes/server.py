"""The program of the forkserver: `python -m app.processes.server FD MODULE…`.

It imports the modules and answers each request `{target, name, limits}`, which comes with the worker's channel
and lifeline, with the id of a new process: as soon as the target's own module is imported where that is one of
the list, else after the last. It ends when its control socket does.
"""

import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from app.processes.channel import Channel, ChannelClosed
from app.processes.confine import Limits

REQUEST_BYTES = 4096


@dataclass(frozen=True)
class Request:
    """A worker that is asked for: what it is to run, and the ends of its channel and its lifeline."""

    target: str
    limits: dict[str, Any]
    fds: list[int]

    @property
    def module(self) -> str:
        """Where its function is."""
        return self.target.partition(":")[0]


def main(control: socket.socket, modules: list[str]) -> None:
    """Import, and fork on request, until the parent is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended workers leave no zombies
    gc.disable()  # in workers it goes on, but never through what is imported here: 0.15 s, and pages of their own
    waiting: Request | None = None
    for place, module in enumerate(modules):
        importlib.import_module(module)
        while waiting or _has_news(control):
            waiting = waiting or _receive(control)
            if waiting.module not in modules[: place + 1]:
                break
            _fork(control, waiting)
            waiting = None
    while True:
        _fork(control, waiting or _receive(control))
        waiting = None


def _has_news(control: socket.socket) -> bool:
    return bool(select.select([control], [], [], 0)[0])


def _receive(control: socket.socket) -> Request:
    """The next request; ends the process where there is no parent to send one."""
    raw, fds, _, _ = socket.recv_fds(control, REQUEST_BYTES, 2)
    if not raw:
        sys.exit()
    content = json.loads(raw)
    return Request(content["target"], content["limits"], fds)


def _fork(control: socket.socket, request: Request) -> None:
    """Fork the worker and tell its process id."""
    gc.freeze()
    pid = os.fork()
    if pid == 0:
        gc.enable()
        control.close()
        _become_worker(request)
    for fd in request.fds:
        os.close(fd)
    control.send(str(pid).encode())


def _become_worker(request: Request) -> NoReturn:
    """Run the target in this fresh process and end with it; never returns into the forkserver's loop."""
    status = 1
    channel_fd, lifeline_fd = request.fds
    channel = Channel(socket.socket(fileno=channel_fd))
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        threading.Thread(target=_watch, args=(lifeline_fd,), daemon=True, name="lifeline").start()
        Limits(**request.limits).apply()
        _function(request.target)(channel)
        status = 0
    except ChannelClosed:
        pass  # the parent is gone, or has closed its end: there is nobody to tell
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        channel.finish()
        os._exit(status)


def _watch(lifeline: int) -> None:
    """End this process as soon as the parent is gone, whatever it is doing."""
    os.read(lifeline, 1)
    os._exit(0)


def _function(target: str) -> Callable[[Channel], None]:
    module, _, name = target.partition(":")
    function: Callable[[Channel], None] = getattr(importlib.import_module(module), name)
    return function


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:])
