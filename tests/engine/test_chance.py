import torch

from app.engine.chance import Stream, mixed, permutation


def test_orders_differ_by_epoch_and_seed_and_come_again():
    orders = [permutation(50, seed, epoch) for seed in (0, 1) for epoch in (0, 1)]
    assert all(sorted(order.tolist()) == list(range(50)) for order in orders)
    assert len({tuple(order.tolist()) for order in orders}) == 4
    assert torch.equal(permutation(50, 1, 1), orders[3])


def test_seeds_of_streams_and_steps_do_not_meet():
    seeds = {mixed(seed, stream, index) for seed in range(20) for stream in Stream for index in range(100)}
    assert len(seeds) == 20 * len(Stream) * 100
    assert all(0 <= seed < 2**63 for seed in seeds)
