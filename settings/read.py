"""TOML file and environment → `Settings`, or every fault at once."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from settings.accounts import AccountReader
from settings.faults import SettingsError, SettingsFault
from settings.model import PlainAccount, Scalars, Settings
from settings.references import BadReference, resolve

PREFIX = "SHOUHOU_"
DEFAULT_FILE = "shouhou.toml"
DEFAULT_HOME = ".shouhou"
_REFER = 'write { env = "VARIABLE" } or { file = "path" }'
_SECRETS = {"database_url": f"holds a password; {_REFER}", "token_key": f"is a secret; {_REFER}"}
"""Top-level keys that may be references, and what is wrong with one that stands in the file."""


def home(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the absolute path of the home: SHOUHOU_HOME, else .shouhou in the working directory."""
    named = environ.get(f"{PREFIX}HOME", "").strip() or DEFAULT_HOME
    return Path(os.path.abspath(Path(named).expanduser()))


def load(config: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """
    Read the settings of this process.

    A variable of the environment wins over the file; an empty one counts as unset. Relative paths mean the working
    directory where the environment gives them, and the file's folder where the file does.

    Args:
        config: the file to read; None: SHOUHOU_CONFIG, else shouhou.toml in the working directory if it is there.
        environ: the environment to look at.

    Raises:
        SettingsError: with every fault found, by account and key, never with a value.
    """
    environ = {name: value for name, value in environ.items() if value.strip()}
    path = _config_path(config, environ)
    return _Reading(path, environ).settings()


def _config_path(config: Path | None, environ: Mapping[str, str]) -> Path | None:
    named = config or (Path(environ[f"{PREFIX}CONFIG"]) if f"{PREFIX}CONFIG" in environ else None)
    path = Path(os.path.abspath((named or Path(DEFAULT_FILE)).expanduser()))
    return path if named or path.is_file() else None


class _Reading:
    """One reading of one file and environment; collects faults until the end."""

    def __init__(self, path: Path | None, environ: Mapping[str, str]) -> None:
        self._path = path
        self._environ = environ
        self._beside = path.parent if path else Path.cwd()
        self._faults: list[SettingsFault] = []

    def settings(self) -> Settings:
        table = self._table()
        accounts = self._accounts(table.pop("accounts", []))
        scalars = self._scalars(table)
        prefect = self._prefect_api_url()
        if self._faults or scalars is None:
            raise SettingsError(self._faults, accounts)
        return Settings(
            **scalars.model_dump(),
            home=home(self._environ),
            config=self._path,
            prefect_api_url=prefect,
            accounts=accounts,
        )

    def _table(self) -> dict[str, Any]:
        if self._path is None:
            return {}
        try:
            return tomllib.loads(self._path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            return self._no_table(f"is no TOML: {error}")
        except UnicodeDecodeError:
            return self._no_table("is no UTF-8 text")
        except OSError as error:
            return self._no_table(f"cannot be read ({error.strerror}); SHOUHOU_CONFIG names the file to use")

    def _no_table(self, why: str) -> dict[str, Any]:
        self._faults.append(SettingsFault(key=str(self._path), why=why))
        return {}

    def _accounts(self, given: object) -> tuple[PlainAccount, ...]:
        reader = AccountReader(beside=self._beside, environ=self._environ)
        accounts = reader.read(given)
        self._faults += reader.faults
        return accounts

    def _scalars(self, table: dict[str, Any]) -> Scalars | None:
        self._resolve_secrets(table)
        names = {name: f"{PREFIX}{name.upper()}" for name in Scalars.model_fields}
        given = {name: self._environ[variable] for name, variable in names.items() if variable in self._environ}
        try:
            return Scalars(**(table | given))
        except ValidationError as error:
            self._faults += _faults_of(error, {name: names[name] for name in given})
            return None

    def _resolve_secrets(self, table: dict[str, Any]) -> None:
        for name, why in _SECRETS.items():
            match table.get(name):
                case dict(reference):
                    try:
                        table[name] = resolve(reference, beside=self._beside, environ=self._environ)
                    except BadReference as bad:
                        del table[name]
                        self._faults.append(SettingsFault(key=name, why=str(bad)))
                case str(text) if name != "database_url" or _holds_password(text):
                    self._faults.append(SettingsFault(key=name, why=why))

    def _prefect_api_url(self) -> str | None:
        url = self._environ.get("PREFECT_API_URL")
        if url is not None and not url.startswith(("http://", "https://")):
            why = "must be a whole URL that ends in /api, such as http://prefect.example:4200/api"
            self._faults.append(SettingsFault(key="PREFECT_API_URL", why=why))
        return url


def _holds_password(url: str) -> bool:
    try:
        return bool(urlsplit(url).password) or "password=" in url
    except ValueError:
        return False


def _faults_of(error: ValidationError, variables: Mapping[str, str]) -> Iterator[SettingsFault]:
    """Turn pydantic's findings into faults. Its messages describe what was expected and leave the input out."""
    for found in error.errors(include_input=False, include_url=False, include_context=False):
        name = str(found["loc"][0])
        unknown = f"unknown key; known: accounts, {', '.join(Scalars.model_fields)}"
        why = unknown if found["type"] == "extra_forbidden" else found["msg"].removeprefix("Value error, ")
        yield SettingsFault(key=variables.get(name, name), why=why)
