"""From pixels of any size to what a network takes: uint8 [C, H, W].

The ways are the `preprocess` of the REST API: `none` (channels converted, resized only if the size differs),
`photo` (shorter side to the input, centre crop), `digit` (see `app.images.digit`) and `text` (a column of bytes:
never resized, but cut off or filled up with zeros).
"""

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.images.digit import FAINTEST_INK, normalise_digit

Pixels = NDArray[np.uint8]
Preprocess = Literal["none", "photo", "digit", "text"]
PREPROCESS: tuple[Preprocess, ...] = get_args(Preprocess)

LONGEST_SIDE = 512
"""With `keep_size`, larger images are reduced so that the longest side has this many pixels."""

LEAST_INK = 2.0
"""An image that differs from its ground by less than so many full pixels in all is taken as empty."""


def prepare(
    pixels: Pixels,
    channels: int,
    height: int,
    width: int,
    how: Preprocess = "none",
    keep_size: bool = False,
) -> Pixels:
    """Prepare `pixels`, uint8 [H, W] or [H, W, 3], for a network with the given input.

    Returns uint8 [channels, height, width]; with `keep_size` (not for `digit` and `text`) the image keeps its own size
    up to a longest side of 512. Grey becomes three equal planes, RGB becomes its luma (ITU-R 601). An empty
    drawing prepared as `digit` comes back as zeros. Raises `ValueError` for channels other than 1 and 3.
    """
    if channels not in (1, 3):
        raise ValueError(f"images have 1 or 3 channels, not {channels}")
    if how == "digit":
        digit = normalise_digit(np.asarray(_image(pixels, 1)), height, width)
        return np.repeat(digit[None], channels, axis=0)
    if how == "text":
        return _padded(_planes(_image(pixels, channels)), height, width)
    image = _image(pixels, channels)
    if keep_size:
        image = _limit(image)
    elif how == "photo":
        image = _cover(image, height, width)
    return _planes(image if keep_size else _resize(image, height, width))


def is_empty(prepared: Pixels, how: Preprocess = "none") -> bool:
    """Whether a prepared image, uint8 [C, H, W], shows nothing: uniform, or hardly a mark on its ground.

    Of a text: whether it has no letter.
    """
    if how == "text":
        return not prepared.any()
    plane = prepared.astype(np.int16)
    if np.ptp(plane) < FAINTEST_INK:
        return True
    ground = np.median(border(plane), axis=-1).reshape(-1, 1, 1)
    return bool(np.abs(plane - ground).sum() < LEAST_INK * 255 * len(plane))


def border(image: NDArray[np.int16]) -> NDArray[np.int16]:
    """The outermost pixels of [..., H, W] as [..., N]."""
    edges = (image[..., 0, :], image[..., -1, :], image[..., 0], image[..., -1])
    return np.concatenate(edges, axis=-1)


def _image(pixels: Pixels, channels: int) -> Image.Image:
    image = Image.fromarray(np.ascontiguousarray(pixels))
    mode = "L" if channels == 1 else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _planes(image: Image.Image) -> Pixels:
    array = np.asarray(image, np.uint8)
    return array[None].copy() if array.ndim == 2 else np.ascontiguousarray(array.transpose(2, 0, 1))


def _padded(planes: Pixels, height: int, width: int) -> Pixels:
    """The top left of the planes, with zeros where they end earlier."""
    cut = planes[:, :height, :width]
    below, right = height - cut.shape[1], width - cut.shape[2]
    return np.pad(cut, ((0, 0), (0, below), (0, right)))


def _resize(image: Image.Image, height: int, width: int) -> Image.Image:
    same = image.size == (width, height)
    return image if same else image.resize((width, height), Image.Resampling.BILINEAR)


def _limit(image: Image.Image) -> Image.Image:
    scale = LONGEST_SIDE / max(image.size)
    if scale >= 1:
        return image
    width, height = (max(1, round(side * scale)) for side in image.size)
    return _resize(image, height, width)


def _cover(image: Image.Image, height: int, width: int) -> Image.Image:
    """The centre of `image` with the aspect of height × width, as large as fits."""
    if image.width * height == image.height * width:
        return image
    scale = min(image.width / width, image.height / height)
    across, down = max(1, round(width * scale)), max(1, round(height * scale))
    left, top = (image.width - across) // 2, (image.height - down) // 2
    return image.crop((left, top, left + across, top + down))
