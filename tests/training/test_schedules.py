import pytest
import torch
from torch.optim import SGD, lr_scheduler

from app.training.schedules import Constant, Cosine, OneCycle, StepLr

STEPS, PER_EPOCH, PEAK = 90, 9, 0.2


def torch_lrs(make):
    optimizer = SGD([torch.zeros(1, requires_grad=True)], lr=PEAK)
    scheduler = make(optimizer)
    for _ in range(STEPS):
        yield optimizer.param_groups[0]["lr"]
        optimizer.step()
        scheduler.step()


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (Constant(), lambda o: lr_scheduler.ConstantLR(o, 1.0)),
        (StepLr(step_size=3, gamma=0.3), lambda o: lr_scheduler.StepLR(o, 3 * PER_EPOCH, 0.3)),
        (Cosine(eta_min=0.01), lambda o: lr_scheduler.CosineAnnealingLR(o, STEPS, 0.01)),
        (OneCycle(), lambda o: lr_scheduler.OneCycleLR(o, PEAK, STEPS, cycle_momentum=False)),
        (
            OneCycle(pct_start=0.25, div_factor=10.0, final_div_factor=100.0),
            lambda o: lr_scheduler.OneCycleLR(
                o, PEAK, STEPS, None, None, 0.25, cycle_momentum=False, div_factor=10, final_div_factor=100
            ),
        ),
    ],
)
def test_schedules_are_those_of_torch(ours, theirs):
    mine = [ours.lr(PEAK, step, STEPS, PER_EPOCH) for step in range(STEPS)]
    assert mine == pytest.approx(list(torch_lrs(theirs)), rel=1e-6)


@pytest.mark.parametrize("schedule", [Constant(), StepLr(), Cosine(), OneCycle()])
@pytest.mark.parametrize("steps", [1, 2, 3])
def test_the_shortest_runs_have_a_learning_rate(schedule, steps):
    assert all(0 <= schedule.lr(1.0, step, steps, 1) <= 1 for step in range(steps))
