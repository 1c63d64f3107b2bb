"""Every setting of the playground, read from the environment with the prefix `PLAYGROUND_`."""

import re
from functools import cache
from pathlib import Path
from typing import Annotated

from platformdirs import user_data_path
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

TOKEN_DIGEST = "sha256:"  # noqa: S105
_TOKEN = re.compile(rf"{TOKEN_DIGEST}[0-9a-f]{{64}}|(?!{TOKEN_DIGEST})[!-~]{{16,}}")


class Settings(BaseSettings):
    """Settings with their help texts; `PLAYGROUND_DATA_DIR=/srv/x` sets `data_dir`."""

    model_config = SettingsConfigDict(
        env_prefix="PLAYGROUND_", env_ignore_empty=True, use_attribute_docstrings=True, frozen=True
    )

    host: str = "127.0.0.1"
    """Address to listen on. Anything but loopback needs `allowed_hosts` and a `token`."""

    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    """TCP port to listen on; 0 takes a free one."""

    data_dir: Path = user_data_path("cnn-playground", appauthor=False)
    """Where runs, checkpoints and downloaded data sets are kept."""

    datasets_dir: Path | None = None
    """A folder of ready data-set files, looked into first (`mnist/train-images-idx3-ubyte.gz`, …)."""

    chromium: Path | None = None
    """The browser that the browser tests start; looked for on the PATH when unset."""

    allowed_hosts: tuple[str, ...] = ()
    """Host names, besides loopback, under which the page may be reached."""

    token: SecretStr | None = None
    """What opens the server to programs (`Authorization: Bearer …`) and, on its sign-in page, to people: 16
    characters or more, or `sha256:` and the hexadecimal digest of them. Without one everybody is let in."""

    running_limit: Annotated[int, Field(ge=1)] = 1
    """Training runs that may run at once; the others wait in the queue."""

    queue_limit: Annotated[int, Field(ge=0)] = 1000
    """Training runs that may wait; more are refused with 429."""

    viewer_seconds: Annotated[float, Field(gt=0)] = 10.0
    """How long a viewer may leave unread what was sent, or stay behind a run's log, before its socket is closed."""

    ping_seconds: Annotated[float, Field(gt=0)] = 20.0
    """Between pings of an open socket; a peer that leaves one unanswered for as long again is gone."""

    zip_megabytes: Annotated[int, Field(ge=1)] = 200
    """Megabytes that a zip of images may have; larger ones are refused while they arrive."""

    zip_unpacked_megabytes: Annotated[int, Field(ge=1)] = 1000
    """Megabytes that the files of a zip may have unpacked."""

    zip_files: Annotated[int, Field(ge=1)] = 100_000
    """Files and folders that a zip may hold."""

    zip_ratio: Annotated[int, Field(ge=1)] = 100
    """How many times its size a zip may unpack to."""

    zip_tensor_megabytes: Annotated[int, Field(ge=1)] = 2000
    """Megabytes that the decoded images of a zip may take."""

    zip_seconds: Annotated[float, Field(gt=0)] = 600
    """Seconds that decoding a zip may take."""

    own_datasets_megabytes: Annotated[int, Field(ge=1)] = 10_000
    """Megabytes that all uploaded data sets together may take."""

    @field_validator("token")
    @classmethod
    def _is_hard_to_guess(cls, token: SecretStr | None) -> SecretStr | None:
        if token is None or _TOKEN.fullmatch(token.get_secret_value()):
            return token
        raise ValueError(f"at least 16 characters, or {TOKEN_DIGEST} and 64 hexadecimal digits")


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
