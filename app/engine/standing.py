"""How the layers of a network stand before its next step: their statistics, with the gradients of that step's batch."""

from app.engine.chance import Stream, mixed, seed_layers
from app.engine.frames import Frames
from app.engine.session import Session
from app.protocol.statistics import Statistics


def standing(session: Session) -> Statistics:
    """The statistics of all layers (at most 64); gradients are of the mini-batch that comes next. No step is taken.

    At step 0 this shows what the first weights do to activations and gradients, layer by layer: Glorot and Bengio
    2010, https://proceedings.mlr.press/v9/glorot10a.html.
    """
    step = min(session.step, session.steps - 1)
    images, targets = session.batch(step)
    seed_layers(session.device, mixed(session.config.seed, Stream.LAYERS, step))
    buffers = [(buffer, buffer.clone()) for buffer in session.module.buffers()]
    session.optimizer.zero_grad()
    session.total_loss(session.scored(session.recipe.lay(images)), targets).backward()
    for buffer, before in buffers:  # running means go on with steps alone
        buffer.copy_(before)
    frames = Frames(session)
    told = frames.render("statistics", [node.path for node in frames.nodes]).statistics
    assert told is not None
    return told
