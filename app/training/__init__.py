"""How to train: optimisers, schedules, losses, initialisers, augmentations; plain descriptions without torch.

`GROUPS` lists every setting by the group of the catalogue that it belongs to.
"""

from app.training.augmentations import AUGMENTATIONS
from app.training.initializers import INITIALIZERS
from app.training.losses import LOSSES
from app.training.optimizers import OPTIMIZERS
from app.training.schedules import SCHEDULES
from app.training.setting import Setting

GROUPS: dict[str, tuple[type[Setting], ...]] = {
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
    "loss": LOSSES,
    "initializer": INITIALIZERS,
    "augmentation": AUGMENTATIONS,
}

__all__ = ["GROUPS", "Setting"]
