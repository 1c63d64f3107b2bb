"""Write `models/<id>/network.json` for every network of this package."""

from pathlib import Path

from scripts.architectures import NETWORKS
from scripts.architectures.text import text

MODELS = Path(__file__).parents[2] / "models"

if __name__ == "__main__":
    for preset, network in NETWORKS.items():
        folder = MODELS / preset
        folder.mkdir(exist_ok=True)
        (folder / "network.json").write_text(text(network))
