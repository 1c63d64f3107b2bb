"""How much a zip of images may be; every number is a setting of the server."""

from dataclasses import dataclass
from typing import Any

MEGA = 1_000_000


@dataclass(frozen=True)
class ZipLimits:
    """The limits of one zip, and of all that were uploaded together."""

    zip_bytes: int = 200 * MEGA
    """Of the zip itself."""
    unpacked_bytes: int = 1_000 * MEGA
    """Of its files."""
    files: int = 100_000
    """And folders."""
    ratio: int = 100
    """Unpacked to packed."""
    tensor_bytes: int = 2_000 * MEGA
    """Of the decoded images, one byte a pixel and channel."""
    seconds: float = 600
    """For decoding it."""
    own_bytes: int = 10_000 * MEGA
    """Of all data sets that were uploaded."""

    @property
    def params(self) -> dict[str, str | int | float]:
        """The numbers of the refusal."""
        return {
            "megabytes": self.zip_bytes // MEGA,
            "unpacked": self.unpacked_bytes // MEGA,
            "files": self.files,
            "tensor": self.tensor_bytes // MEGA,
        }

    @classmethod
    def of(cls, settings: Any) -> "ZipLimits":
        """Those of the settings."""
        return cls(
            zip_bytes=settings.zip_megabytes * MEGA,
            unpacked_bytes=settings.zip_unpacked_megabytes * MEGA,
            files=settings.zip_files,
            ratio=settings.zip_ratio,
            tensor_bytes=settings.zip_tensor_megabytes * MEGA,
            seconds=settings.zip_seconds,
            own_bytes=settings.own_datasets_megabytes * MEGA,
        )


DEFAULT = ZipLimits()
