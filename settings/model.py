"""The shape of the settings. Every scalar of `Settings` has an environment variable `SHOUHOU_` + its name in capitals."""

import base64
from datetime import datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, field_validator

Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]
Delays = Annotated[
    tuple[Seconds, ...],
    BeforeValidator(lambda given: _split(given) if isinstance(given, str) else given),
    Field(max_length=10),
]


class PlainAccount(BaseModel):
    """
    One account as the file describes it; whether its keys are the right ones is for its connector to say.

    Attributes:
        name: identity of the account in the database; letters, digits, - and _.
        platform: spelled like the connector's folder; not checked here.
        base_url: the whole gateway URL; None: the platform's production address.
        since: aware; where the first sync begins; None: the product's default.
        keys: everything else. A secret that was given by {env=…} or {file=…} is a SecretStr, so a plain str under a
            secret key means that it was written into the file.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    platform: str
    base_url: str | None = None
    since: datetime | None = None
    keys: dict[str, str | int | float | SecretStr] = Field(default_factory=dict)


class Scalars(BaseModel):
    """The top-level values, from the file or the environment."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    database_url: SecretStr | None = Field(default=None, description="PostgreSQL by URL; none: the embedded one")
    token_key: SecretStr | None = Field(default=None, description="Encrypts the tokens kept in the database")
    patience_s: Seconds = Field(default=60, description="How long one platform call is tried again, in all")
    retry_delays_s: Delays = Field(default=(30, 120, 300), description="Waits before a failed account is tried again")
    http_timeout_s: Annotated[float, Field(gt=0, le=600)] = Field(default=30, description="Limit of one HTTP exchange")
    lock_wait_s: Seconds = Field(default=10, description="How long a run waits for another run of the same account")
    calls_at_once: Annotated[int, Field(ge=1, le=32)] = Field(default=4, description="Calls of one account under way")
    reread_limit: Annotated[int, Field(ge=0, le=1_000_000)] = Field(
        default=2_000, description="Open orders, and open requests, of one account read again by number in a night"
    )
    settle_chunk: Annotated[int, Field(ge=1, le=50_000)] = Field(default=5_000, description="Records settled at a time")

    dask_address: Annotated[str, Field(pattern=r"^(tcp|tls|ws)://\S+:\d+$")] | None = Field(
        default=None, description="Dask scheduler that carries out the tasks of a run; none: threads of its process"
    )

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None:
            _check_database_url(url.get_secret_value())
        return url

    @field_validator("token_key")
    @classmethod
    def _is_fernet_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None:
            _check_token_key(key.get_secret_value())
        return key


class Settings(Scalars):
    """
    All settings of one process.

    Attributes:
        home: absolute; the folder of everything the product keeps on this machine. By SHOUHOU_HOME only, so that it
            is known without a readable file.
        config: the file that was read, absolute; None: there is none.
        prefect_api_url: Prefect's own PREFECT_API_URL; None: the home's server.
        accounts: in the order of the file.
    """

    home: Path
    config: Path | None = None
    prefect_api_url: str | None = None
    accounts: tuple[PlainAccount, ...] = ()


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.strip("[] ").split(",") if part.strip()]


def _check_token_key(key: str) -> None:
    try:
        size = len(base64.urlsafe_b64decode(key))
    except ValueError:
        size = 0
    if size != 32:
        raise ValueError("must be 32 bytes in URL-safe base64, as `openssl rand -base64 32 | tr '+/' '-_'` makes them")


def _check_database_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("postgresql", "postgresql+psycopg2") and bool(parts.path.strip("/") or parts.query)
        parts.port  # noqa: B018 - reading it raises on a port that is no number
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("must read postgresql://user:password@host:port/database")
