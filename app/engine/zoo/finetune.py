"""What is done to a model of the zoo after its main training."""

from torch import nn

from app.engine.session import weights_of
from app.engine.zoo.model import Finetuning
from app.engine.zoo.runs import Runs, seeded
from app.engine.zoo.soup import soup
from app.network.spec import NetworkSpec


def finetune(finetuning: Finetuning, spec: NetworkSpec, module: nn.Module, runs: Runs) -> None:
    """Fine-tune a network with each of the seeds; `module` has the soup's weights in the end."""
    before = weights_of(module)
    after = [
        runs.run(spec, seeded(finetuning.config, seed), f"finetuned{seed}", first=before).weights()
        for seed in finetuning.seeds
    ]
    module.load_state_dict(soup(before, after))
