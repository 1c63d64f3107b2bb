"""One JSON Schema of everything the page speaks: `python -m app.schema`. The page's types are made from it."""

import json
from typing import Any, Literal

from pydantic import TypeAdapter

from app.catalogue import CatalogueEntry
from app.datasets.model import DatasetInfo
from app.errors import Problem
from app.findings.questions import Inquiry
from app.live.activations import Activations
from app.live.evaluation import Evaluation
from app.live.field import FieldAnswer
from app.live.maximisation import Maximisation
from app.live.prediction import Prediction
from app.live.vote import Ballot
from app.network.presets import Preset
from app.network.report import NetworkSummary
from app.network.spec import NetworkSpec
from app.protocol import ClientMessage, RunEvent, ServerMessage
from app.runs.models import Calibration, CheckpointInfo, Confusion, CreateRun, Gradients, Mistakes, Run
from app.runs.saved import SavedInfo, SavedNetwork
from app.training.config import TrainConfig
from app.web.routes.models import ModelDetail, ModelInfo

DOCUMENTED: dict[str, Any] = {
    "ClientMessage": ClientMessage,
    "ServerMessage": ServerMessage,
    "RunEvent": RunEvent,
    "NetworkSpec": NetworkSpec,
    "TrainConfig": TrainConfig,
    "DatasetInfo": DatasetInfo,
    "NetworkSummary": NetworkSummary,
    "CatalogueEntry": CatalogueEntry,
    "Preset": Preset,
    "CreateRun": CreateRun,
    "Run": Run,
    "CheckpointInfo": CheckpointInfo,
    "Confusion": Confusion,
    "Mistakes": Mistakes,
    "Calibration": Calibration,
    "Gradients": Gradients,
    "Inquiry": Inquiry,
    "Evaluation": Evaluation,
    "SavedInfo": SavedInfo,
    "SavedNetwork": SavedNetwork,
    "ModelInfo": ModelInfo,
    "ModelDetail": ModelDetail,
    "Prediction": Prediction,
    "Ballot": Ballot,
    "Activations": Activations,
    "FieldAnswer": FieldAnswer,
    "Maximisation": Maximisation,
    "Problem": Problem,
}
"""The roots: names of the page's types and what they are here."""


def schema() -> dict[str, Any]:
    """The document: every root and all they refer to, under `definitions`."""
    mode: Literal["serialization"] = "serialization"
    inputs = [(name, mode, TypeAdapter(kind)) for name, kind in DOCUMENTED.items()]
    roots, document = TypeAdapter.json_schemas(inputs, ref_template="#/definitions/{model}")
    definitions = dict(document["$defs"])
    for (name, _), root in roots.items():
        if root.get("$ref") != f"#/definitions/{name}":
            definitions[name] = root
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Contract",
        "type": "object",
        "properties": {name: {"$ref": f"#/definitions/{name}"} for name in DOCUMENTED},
        "additionalProperties": False,
        "definitions": definitions,
    }


def main() -> None:
    """Print the document."""
    print(json.dumps(schema(), indent=1, ensure_ascii=False, sort_keys=True))


if __name__ == "__main__":
    main()
