"""The library: what is ready, how it is opened, and what mnist-5k holds."""

import gzip
import multiprocessing
from pathlib import Path

import numpy as np
import pytest

from app.datasets.registry import DATASETS, Library
from app.errors import Conflict, InvalidInput, NotFound
from tests.datasets.files import cifar_batches, class_files, class_zip, idx, tar_gz, write_idx_folder


@pytest.fixture(scope="module")
def digits_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(tmp_path_factory.mktemp("data"))


def test_the_small_digits_are_ready_without_a_network(digits_library: Library) -> None:
    assert digits_library.info("mnist-5k").ready
    dataset = digits_library.open("mnist-5k")
    assert dataset.shape == (1, 28, 28)
    assert dataset.classes == tuple("0123456789")
    assert dataset.default_epochs == 20


def test_the_small_digits_are_split_evenly_over_the_classes(digits_library: Library) -> None:
    splits = digits_library.open("mnist-5k").splits
    for name, each in {"train": 380, "validation": 20, "test": 100}.items():
        assert np.bincount(splits[name].labels).tolist() == [each] * 10


def test_the_small_digits_are_mixed(digits_library: Library) -> None:
    labels = digits_library.open("mnist-5k").splits["train"].labels
    assert len(set(labels[:100].tolist())) == 10


def test_no_image_is_in_two_splits(digits_library: Library) -> None:
    splits = digits_library.open("mnist-5k").splits
    seen = [image.tobytes() for split in splits.values() for image in split.images]
    assert len(set(seen)) == len(seen) == 5_000


def test_the_small_digits_look_like_digits(digits_library: Library) -> None:
    dataset = digits_library.open("mnist-5k")
    train = dataset.splits["train"]
    assert dataset.mean[0] == pytest.approx(0.131, abs=0.01)
    assert dataset.std[0] == pytest.approx(0.308, abs=0.01)
    ones = train.images[train.labels == 1].mean(0)[0]
    zeros = train.images[train.labels == 0].mean(0)[0]
    assert ones[14, 14] > 200
    assert zeros[14, 14] < 50


def test_what_is_told_equals_what_is_opened(digits_library: Library) -> None:
    told = digits_library.info("mnist-5k")
    splits = digits_library.open("mnist-5k").splits
    assert told.sizes.model_dump() == {name: len(split) for name, split in splits.items()}


@pytest.mark.parametrize("compress", [True, False])
def test_mnist_is_found_in_the_folder_of_ready_files(tmp_path: Path, compress: bool) -> None:
    write_idx_folder(tmp_path / "ready" / "mnist", compress=compress)
    library = Library(tmp_path / "data", tmp_path / "ready")
    assert library.info("mnist").ready
    splits = library.open("mnist").splits
    assert {name: len(split) for name, split in splits.items()} == {
        "train": 190,
        "validation": 10,
        "test": 50,
    }


def test_mnist_is_found_in_the_data_folder(tmp_path: Path) -> None:
    write_idx_folder(tmp_path / "mnist")
    assert Library(tmp_path).info("mnist").ready


def test_what_was_converted_stays_when_its_source_goes(tmp_path: Path) -> None:
    write_idx_folder(tmp_path / "ready" / "mnist")
    Library(tmp_path / "data", tmp_path / "ready").prepare("mnist")
    library = Library(tmp_path / "data")
    assert library.info("mnist").ready
    assert library.info("mnist").sizes.train == len(library.open("mnist").splits["train"])


def test_what_needs_a_download_says_so(tmp_path: Path) -> None:
    library = Library(tmp_path)
    told = library.info("mnist")
    assert not told.ready
    assert told.sizes.model_dump() == {"train": 57_000, "validation": 3_000, "test": 10_000}
    with pytest.raises(Conflict) as caught:
        library.open("mnist")
    assert caught.value.code == "dataset_not_ready"


def test_an_unknown_data_set_is_not_found(tmp_path: Path) -> None:
    for call in (Library(tmp_path).info, Library(tmp_path).open, Library(tmp_path).prepare):
        with pytest.raises(NotFound):
            call("../etc/passwd")


def test_the_list_is_that_of_the_registry(tmp_path: Path) -> None:
    assert [told.id for told in Library(tmp_path).list()] == [definition.id for definition in DATASETS]


def test_several_processes_may_convert_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_open_digits, args=(tmp_path,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert [entry.name for entry in (tmp_path / "datasets").iterdir()] == ["mnist-5k"]


def _open_digits(data_dir: Path) -> None:
    assert len(Library(data_dir).open("mnist-5k").splits["test"]) == 1_000


@pytest.mark.parametrize("name", ["cifar10/cifar-10-binary.tar.gz", "cifar-10-binary.tar.gz"])
def test_cifar_is_found_in_its_binary_form(tmp_path: Path, name: str) -> None:
    place = tmp_path / "ready" / name
    place.parent.mkdir(parents=True)
    place.write_bytes(tar_gz(cifar_batches()))
    library = Library(tmp_path / "data", tmp_path / "ready")
    assert library.info("cifar10").ready
    assert library.open("cifar10").shape == (3, 32, 32)


def test_cifar_is_found_as_a_zip_of_class_folders(tmp_path: Path) -> None:
    (tmp_path / "ready").mkdir()
    classes = Library(tmp_path).info("cifar10").classes
    files = class_files(classes, 4, "train/", size=(32, 32)) | class_files(classes, 1, "test/", size=(32, 32))
    class_zip(tmp_path / "ready" / "cifar10-jpg.zip", files)
    dataset = Library(tmp_path / "data", tmp_path / "ready").open("cifar10")
    assert dataset.classes == classes
    for split in dataset.splits.values():
        assert (split.images == 10 * split.labels[:, None, None, None]).all()


def test_a_zip_of_other_classes_is_not_cifar(tmp_path: Path) -> None:
    class_zip(tmp_path / "cifar10-jpg.zip", class_files(("cat", "dog"), 4))
    with pytest.raises(InvalidInput) as caught:
        Library(tmp_path).open("cifar10")
    assert caught.value.code == "bad_dataset"


def test_labels_beyond_the_classes_are_refused(tmp_path: Path) -> None:
    folder = write_idx_folder(tmp_path / "mnist")
    labels = np.full(200, 10, np.uint8)
    (folder / "train-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx(labels)))
    with pytest.raises(InvalidInput) as caught:
        Library(tmp_path).open("mnist")
    assert caught.value.code == "bad_dataset"


def test_images_and_labels_of_different_number_are_refused(tmp_path: Path) -> None:
    folder = write_idx_folder(tmp_path / "mnist")
    (folder / "train-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx(np.zeros(7, np.uint8))))
    with pytest.raises(InvalidInput):
        Library(tmp_path).open("mnist")
