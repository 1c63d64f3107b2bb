"""Networks saved by name, in the store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from app.errors import NotFound, TooMany
from app.network.spec import NetworkSpec
from app.runs.saved import ChangeSaved, SavedNetworks, SaveNetwork
from app.runs.store import Database
from app.training.config import TrainConfig
from app.training.optimizers import Sgd

NETWORK = NetworkSpec.model_validate_json('{"name": "small", "layers": [{"kind": "relu"}]}')


@pytest_asyncio.fixture
async def saved(tmp_path: Path) -> AsyncIterator[SavedNetworks]:
    database = Database(tmp_path / "playground.db")
    await database.open()
    yield SavedNetworks(database, most=3)
    await database.close()


async def test_a_network_is_kept_as_it_was_given(saved: SavedNetworks) -> None:
    training = TrainConfig(optimizer=Sgd(lr=0.5))
    made = await saved.create(SaveNetwork(network=NETWORK, name="mine", training=training, dataset="mnist"))
    kept = await saved.get(made.id)
    assert kept == made
    assert (kept.name, kept.network, kept.dataset) == ("mine", NETWORK, "mnist")
    assert kept.training == {"optimizer": {"lr": 0.5}}


async def test_without_a_name_it_has_its_own(saved: SavedNetworks) -> None:
    assert (await saved.create(SaveNetwork(network=NETWORK))).name == "small"


async def test_only_what_is_sent_changes(saved: SavedNetworks) -> None:
    made = await saved.create(SaveNetwork(network=NETWORK, dataset="mnist"))
    changed = await saved.change(made.id, ChangeSaved(name="other"))
    assert (changed.name, changed.dataset, changed.created_at) == ("other", "mnist", made.created_at)
    assert changed.updated_at >= made.updated_at
    assert await saved.get(made.id) == changed


async def test_the_newest_come_first_and_pages_follow_one_another(saved: SavedNetworks) -> None:
    ids = [(await saved.create(SaveNetwork(network=NETWORK, name=name))).id for name in "abc"]
    assert [entry.name for entry in await saved.list(2)] == ["c", "b"]
    assert [entry.name for entry in await saved.list(2, before=ids[1])] == ["a"]


async def test_there_is_a_limit_and_deleting_makes_room(saved: SavedNetworks) -> None:
    ids = [(await saved.create(SaveNetwork(network=NETWORK))).id for _ in range(3)]
    with pytest.raises(TooMany):
        await saved.create(SaveNetwork(network=NETWORK))
    await saved.delete(ids[0])
    await saved.create(SaveNetwork(network=NETWORK))


async def test_what_is_not_there_is_not_found(saved: SavedNetworks) -> None:
    with pytest.raises(NotFound):
        await saved.get("none")
    with pytest.raises(NotFound):
        await saved.change("none", ChangeSaved(name="x"))
    with pytest.raises(NotFound):
        await saved.delete("none")
    with pytest.raises(NotFound):
        await saved.list(3, before="none")
