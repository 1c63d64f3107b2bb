"""Small data-set files, made on the spot."""

import gzip
import io
import struct
import tarfile
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image


def idx(array: np.ndarray) -> bytes:
    """An array of bytes in the IDX format."""
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def digits(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """`count` random 28×28 images with labels 0…9 in turn."""
    images = np.random.default_rng(seed).integers(0, 256, (count, 28, 28), np.uint8)
    return images, (np.arange(count) % 10).astype(np.uint8)


def write_idx_folder(folder: Path, train: int = 200, test: int = 50, compress: bool = True) -> Path:
    """The four files of MNIST with random images."""
    folder.mkdir(parents=True, exist_ok=True)
    for prefix, count, seed in (("train", train, 0), ("t10k", test, 1)):
        images, labels = digits(count, seed)
        for name, array in ((f"{prefix}-images-idx3", images), (f"{prefix}-labels-idx1", labels)):
            raw = idx(array)
            if compress:
                (folder / f"{name}-ubyte.gz").write_bytes(gzip.compress(raw, 1))
            else:
                (folder / f"{name}-ubyte").write_bytes(raw)
    return folder


def cifar_records(count: int, seed: int) -> bytes:
    """`count` random CIFAR records, their labels 0…9 in turn."""
    records = np.random.default_rng(seed).integers(0, 256, (count, 3073), np.uint8)
    records[:, 0] = np.arange(count) % 10
    return records.tobytes()


def cifar_batches(each: int = 20) -> dict[str, bytes]:
    """The six files of CIFAR-10's binary form, small."""
    names = [*(f"data_batch_{number}.bin" for number in range(1, 6)), "test_batch.bin"]
    return {name: cifar_records(each, seed) for seed, name in enumerate(names)}


def tar_gz(files: dict[str, bytes], folder: str = "cifar-10-batches-bin") -> bytes:
    """`files` in a folder of a gzipped tar."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(f"{folder}/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def png_of(level: int, size: tuple[int, int] = (8, 6), mode: str = "RGB") -> bytes:
    """A PNG of width × height pixels, all of one level."""
    buffer = io.BytesIO()
    Image.new(mode, size, (level,) * 3 if mode == "RGB" else level).save(buffer, "PNG")
    return buffer.getvalue()


def class_zip(
    path: Path,
    files: dict[str, bytes],
    *,
    folders: tuple[str, ...] = (),
    compression: int = zipfile.ZIP_DEFLATED,
) -> Path:
    """A zip of `files`, and entries for `folders`."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for folder in folders:
            archive.mkdir(folder)
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def class_files(classes: tuple[str, ...], each: int, prefix: str = "", **options: object) -> dict[str, bytes]:
    """`each` images per class; every image of class k has the level 10·k."""
    return {
        f"{prefix}{name}/{number:04}.png": png_of(10 * label, **options)
        for label, name in enumerate(classes)
        for number in range(each)
    }
