"""Small data-set files, made on the spot."""

import gzip
import struct
from pathlib import Path

import numpy as np


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
