import pytest
import torch

from app.engine.governor import Governor


@pytest.fixture(autouse=True)
def _threads():
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def run(governor, seconds_of, steps):
    """Feed `steps` steps whose duration depends on the threads in use; gives the time spent per choice."""
    spent = {}
    for _ in range(steps):
        threads = torch.get_num_threads()
        seconds = seconds_of[threads]
        spent[threads] = spent.get(threads, 0) + seconds
        governor.record(seconds)
    return spent


def test_it_keeps_two_threads_where_they_are_faster():
    governor = Governor(2)
    spent = run(governor, {1: 0.007, 2: 0.004}, 3000)
    assert governor.threads == 2
    assert spent[1] < 0.03 * spent[2]


def test_it_goes_to_one_thread_beside_a_busy_neighbour_and_stays_there():
    governor = Governor(2)
    run(governor, {1: 0.007, 2: 0.004}, 500)
    spent = run(governor, {1: 0.0065, 2: 0.032}, 3000)
    assert governor.threads == 1
    assert spent[2] < 0.1 * spent[1]


def test_it_comes_back_when_the_neighbour_has_gone():
    governor = Governor(2)
    run(governor, {1: 0.0065, 2: 0.032}, 2000)
    run(governor, {1: 0.0065, 2: 0.004}, 3000)
    assert governor.threads == 2


def test_it_climbs_down_over_several_counts():
    governor = Governor(4)
    run(governor, {1: 0.004, 2: 0.005, 3: 0.007, 4: 0.01}, 4000)
    assert governor.threads == 1


def test_a_fixed_number_stays():
    governor = Governor(2, fixed=True)
    assert run(governor, {1: 0.001, 2: 0.1}, 300).keys() == {2}
