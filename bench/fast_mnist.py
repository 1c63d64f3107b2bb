"""Time to accuracy of the page's button "Fast MNIST": seconds of training until the test images are at 97, 98, 99 %.

The button's own recipe with the engine's own loop, from the first step; evaluations are not counted. With
`PLAYGROUND_DATASETS_DIR` on the full MNIST; where that is not here on the 5,000 digits, without targets. The
median of some seeds: a run that never gets there counts as infinitely long.
"""

import argparse
import math
from statistics import median
from typing import Any

from app.datasets.registry import Library
from app.engine.agenda import Agenda
from app.engine.session import Session
from app.engine.train import train
from app.network.presets import Recipe, load_preset
from app.settings import settings
from app.training.config import TrainConfig
from app.training.controls import LiveControls
from app.training.events import Metrics
from bench.measure import Row, save, tell

PRESET = "fast-mnist"
GOALS = {0.97: 1.0, 0.98: None, 0.99: 2.5}
"""Seconds of training on two cores that are aimed for, with the full MNIST."""
MOST_SECONDS = 600.0
"""In the place of never."""


def run(recipe: Recipe, library: Library, seed: int) -> tuple[dict[float, float], float]:
    """Seconds to each goal, and the test accuracy at the end."""
    spec = load_preset(PRESET).spec
    assert spec is not None
    config = TrainConfig.model_validate({**recipe.training, "seed": seed})
    session = Session(spec, config, library.open(recipe.dataset))
    agenda = Agenda(session)
    seconds, reached, accuracy = 0.0, dict.fromkeys(GOALS, math.inf), 0.0
    for event in train(session, LiveControls()):
        if isinstance(event, Metrics):
            images = len(event.step) * config.batch_size
            seconds += images / event.images_per_second
        elif event.type == "evaluation" and event.split == "validation":
            accuracy = agenda.evaluation("test").accuracy or 0.0
            reached.update({goal: min(was, seconds) for goal, was in reached.items() if accuracy >= goal})
    return reached, accuracy


def measure(seeds: int) -> dict[str, Any]:
    """Rows, printed as they come."""
    library = Library(settings().data_dir, settings().datasets_dir)
    recipes = load_preset(PRESET).recipes
    recipe = next(one for one in recipes if library.info(one.dataset).ready)
    best = recipe is recipes[0]
    print(f"\n{recipe.dataset}, {recipe.training}")
    found = [run(recipe, library, seed) for seed in range(seeds)]
    rows = []
    for goal, target in GOALS.items():
        value = min(median(reached[goal] for reached, _ in found), MOST_SECONDS)
        rows += tell(Row(f"{goal:.0%} of the test images", value, "s", target if best else None, "less"))
    accuracies = sorted(accuracy for _, accuracy in found)
    rows += tell(
        Row("worst seed at the end", 100 * accuracies[0], "%", 99.0 if best else None),
        Row("median seed at the end", 100 * median(accuracies), "%"),
    )
    return {"dataset": recipe.dataset, "rows": rows}


def main() -> None:
    """Run and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    print(f"\nwrote {save('fast_mnist', measure(parser.parse_args().seeds))}")


if __name__ == "__main__":
    main()
