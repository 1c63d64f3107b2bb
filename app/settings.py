"""Every setting of the playground, read from the environment with the prefix `PLAYGROUND_`."""

from functools import cache
from pathlib import Path
from typing import Annotated

from platformdirs import user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings with their help texts; `PLAYGROUND_DATA_DIR=/srv/x` sets `data_dir`."""

    model_config = SettingsConfigDict(env_prefix="PLAYGROUND_", use_attribute_docstrings=True, frozen=True)

    host: str = "127.0.0.1"
    """Address to listen on. Anything but loopback is refused until `allowed_hosts` names the public host."""

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

    running_limit: Annotated[int, Field(ge=1)] = 1
    """Training runs that may run at once; the others wait in the queue."""


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
