"""Worker processes: started by a forkserver, spoken to over sockets, never longer-lived than their parent.

    worker = await spawn("app.live.worker_main:main", name="live")
    await worker.send({"type": "infer"})
    async for message in worker: ...

and in the worker:

    def main(channel: Channel) -> None:
        for message in channel: channel.send({"type": "answer"})
"""

from app.processes.channel import Channel, ChannelClosed, Message
from app.processes.forkserver import Forkserver
from app.processes.worker import Worker, prepare, spawn

__all__ = ["Channel", "ChannelClosed", "Forkserver", "Message", "Worker", "prepare", "spawn"]
