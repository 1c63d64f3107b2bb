"""The card of a trained model: what it is, how it was made, how good it is."""

from typing import Any

from app.engine.report import Report

TEMPLATE = """# {title}

LeNet-5 in its modern form (the preset `lenet5`, 61,706 parameters): 28×28 grey digits → ten classes.

- **Accuracy** on the 10,000 test images of MNIST: **{accuracy:.2%}** (loss {loss:.4f}, {wrong} wrong).
- **Made by** `cnn-playground zoo train lenet5-mnist`; seed {seed}; the same weights on the same machine.
- **Hardware and time**: {hardware}, torch {torch}, {minutes:.0f} minutes.

## Data

MNIST (LeCun, Cortes, Burges): all 60,000 training digits. The 10,000 test digits were looked at only to measure.
In each epoch every digit is seen four times as it is and twice *redrawn*: its centre line is thinned out of the
image, followed, smoothed or cut into few straight pieces, bent and turned a little, drawn with a round brush of
random width, and prepared as a drawing on the pad is. Half of the plain 1s get a flag, and some a foot, when
they are redrawn. No drawn template and no recorded stroke was used.

All images are then changed at random: {augmentation}, and two in five are made thicker or thinner.

## Recipe

{optimizer}, {schedule} schedule, weight decay {weight_decay}, batches of {batch_size}, {epochs} epochs
({steps} steps), cross-entropy, float32. Pixels enter as x/255 − 0.5.

## Confusion

Rows: the true digit; columns: the answer.

{matrix}

## Drawn digits

What people draw with a mouse is measured on pen strokes that nothing was trained on (`tests/strokes.py`, 63 ways of
writing the digits). The tests hold the weights to at least 96 % of the natural ways, 92 % of the angular ones, and at
most one point lost under another size, place or width of the pen.

## Use and limits

For single digits, bright on dark, of about 20×20 pixels centred by mass in 28×28: what `preprocess: "digit"` makes
of a drawing of any size, place and pen. It answers with a digit whatever it is shown; letters, several digits and
photographs of other things are outside what it knows. Licence of the weights: Apache-2.0.
"""


def card(title: str, facts: dict[str, Any], report: Report) -> str:
    """The text of `card.md`."""
    training = facts["training"]
    return TEMPLATE.format(
        title=title,
        accuracy=report.accuracy,
        loss=report.loss,
        wrong=report.wrong,
        seed=training["seed"],
        hardware=facts["hardware"],
        torch=facts["torch"],
        minutes=facts["seconds"] / 60,
        augmentation=", ".join(_setting(one) for one in training["augmentation"]),
        optimizer=_setting(training["optimizer"]),
        schedule=_setting(training["schedule"]),
        weight_decay=training["weight_decay"],
        batch_size=training["batch_size"],
        epochs=training["epochs"],
        steps=f"{facts['steps']:,}",
        matrix=_table(facts["classes"], report.matrix),
    )


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
