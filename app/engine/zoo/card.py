"""The card of a trained model: what it is, how it was made, how good it is."""

from typing import Any

from app.datasets.definitions import DATASETS
from app.engine.report import Report
from app.engine.zoo.model import Finetuning, Teaching, ZooModel

TEMPLATE = """# {title}

{about}

- **Accuracy** on the {images:,} test images of {data_title}: **{accuracy:.2%}** (loss {loss:.4f}, {wrong:,} wrong).
- **Made by** `cnn-playground zoo train {ref}`; seed {seed}; the same weights on the same machine.
- **Hardware and time**: {hardware}, torch {torch}, {minutes:.0f} minutes.

## Data

{data}

## Recipe

{optimizer}, {schedule} schedule, weight decay {weight_decay}, batches of {batch_size}, {epochs} epochs
({steps} steps), {wanted}, {precision}. Pixels enter as {pixels}.
{finetuning}
## Confusion

Rows: the true class; columns: the answer.

{matrix}

{further}## Use and limits

{use}
"""
PIXELS = {
    "none": "x/255",
    "half": "x/255 − 0.5",
    "standard": "(x/255 − mean)/deviation, both taken over the training images for each colour",
}


def card(model: ZooModel, facts: dict[str, Any], report: Report, normalize: str) -> str:
    """The text of `card.md`; `facts` are those of `trained.json`."""
    training, texts = facts["training"], model.texts
    return TEMPLATE.format(
        title=model.title,
        about=texts.about,
        images=sum(map(sum, report.matrix)),
        data_title=_data_title(model.dataset),
        accuracy=report.accuracy,
        loss=report.loss,
        wrong=report.wrong,
        ref=model.ref,
        seed=training["seed"],
        hardware=facts["hardware"],
        torch=facts["torch"],
        minutes=facts["seconds"] / 60,
        data=_data(texts.data, facts),
        optimizer=_setting(training["optimizer"]),
        schedule=_setting(training["schedule"]),
        weight_decay=training["weight_decay"],
        batch_size=training["batch_size"],
        epochs=training["epochs"],
        steps=f"{facts['steps']:,}",
        wanted=_loss(model.teaching),
        precision=training["precision"],
        pixels=PIXELS[normalize],
        finetuning=_finetuning(model.finetuning),
        matrix=_table(facts["classes"], report.matrix),
        further=f"{texts.further}\n\n" if texts.further else "",
        use=texts.use,
    )


def _loss(teaching: Teaching | None) -> str:
    if teaching is None:
        return "cross-entropy"
    return f"the answers of {teaching.count} teachers at temperature {teaching.temperature:g}"


def _finetuning(finetuning: Finetuning | None) -> str:
    if finetuning is None:
        return ""
    facts = finetuning.config.model_dump(mode="json")
    how = f"{_setting(facts['optimizer'])}, {_setting(facts['schedule'])} schedule, {facts['epochs']} epochs"
    return f"""
Then fine-tuned from there by the labels, once with each of the seeds {", ".join(map(str, finetuning.seeds))}:
{how}. The weights here are half of the way from those before to the mean of those that came of it.
"""


def _data(text: str, facts: dict[str, Any]) -> str:
    changes = ", ".join(_setting(one) for one in facts["training"]["augmentation"])
    return text.format(augmentation=changes, train_accuracy=f"{facts['train_accuracy']:.1%}")


def _data_title(dataset: str) -> str:
    return next((known.title for known in DATASETS if known.id == dataset), dataset)


def _setting(setting: dict[str, Any]) -> str:
    numbers = ", ".join(f"{name} {value}" for name, value in setting.items() if name != "kind")
    return f"{setting['kind']} ({numbers})" if numbers else str(setting["kind"])


def _table(classes: list[str], matrix: list[list[int]]) -> str:
    head = ["| | " + " | ".join(classes) + " |", "|---|" + "---:|" * len(classes)]
    rows = [
        f"| **{name}** | " + " | ".join(map(str, row)) + " |"
        for name, row in zip(classes, matrix, strict=True)
    ]
    return "\n".join(head + rows)
