"""From a row to what the API tells of a run."""

from app.network.spec import NetworkSpec
from app.runs.models import BeginsWith, CheckpointInfo, Parent, Progress, Run, RunError, RunMetrics
from app.runs.store import CheckpointRow, RunRow
from app.training.config import TrainConfig


def describe(row: RunRow) -> Run:
    """The run as a body."""
    parent = row.parent_run is not None and row.parent_step is not None
    return Run(
        id=row.id,
        name=row.name,
        note=row.note,
        state=row.state,
        created_at=row.created_at,
        network=NetworkSpec.model_validate(row.network),
        dataset=row.dataset,
        training=TrainConfig.model_validate(row.training),
        progress=Progress(step=row.step, steps=row.steps, epoch=row.epoch, epochs=row.epochs),
        metrics=RunMetrics.model_validate(row, from_attributes=True),
        device=row.device,
        precision=row.precision,
        threads=row.threads,
        images_per_second=row.images_per_second,
        seconds=row.seconds,
        attempt=row.attempt,
        parent=Parent(run=row.parent_run or "", step=row.parent_step or 0) if parent else None,
        begins_with=BeginsWith.model_validate(row.begins_with) if row.begins_with else None,
        error=RunError.model_validate(row.error) if row.error else None,
    )


def describe_checkpoint(row: CheckpointRow) -> CheckpointInfo:
    """The checkpoint as a body."""
    return CheckpointInfo.model_validate(row, from_attributes=True)
