"""One `[[accounts]]` table → `PlainAccount`, with every fault of its shape."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from settings.faults import SettingsFault
from settings.model import PlainAccount
from settings.references import BadReference, is_reference, resolve

SHANGHAI = ZoneInfo("Asia/Shanghai")
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
COMMON = ("name", "platform", "base_url", "since")

type_of_key = str | int | float | SecretStr


class AccountReader:
    """Reads account tables one after another and collects their faults."""

    def __init__(self, *, beside: Path, environ: Mapping[str, str]) -> None:
        """Take the folder that relative secret files start from, and the environment secrets may come from."""
        self._beside = beside
        self._environ = environ
        self._names: set[str] = set()
        self.faults: list[SettingsFault] = []

    def read(self, given: object) -> tuple[PlainAccount, ...]:
        """Return the accounts of the value under `accounts`; what is wrong with them stands in `faults`."""
        if not isinstance(given, list):
            self.faults.append(SettingsFault(key="accounts", why="write each account as [[accounts]]"))
            return ()
        accounts = (self._account(number, table) for number, table in enumerate(given, start=1))
        return tuple(account for account in accounts if account)

    def _account(self, number: int, table: object) -> PlainAccount | None:
        if not isinstance(table, Mapping):
            self._fault(f"number {number}", None, "write it as a table: [[accounts]]")
            return None
        name = self._name(number, table.get("name"))
        platform = self._text(name, "platform", table.get("platform"))
        base_url = self._base_url(name, table.get("base_url"))
        since = self._since(name, table.get("since"))
        keys = dict(self._keys(name, table))
        if not platform:
            return None
        return PlainAccount(name=name, platform=platform, base_url=base_url, since=since, keys=keys)

    def _name(self, number: int, name: object) -> str:
        place = f"number {number}"
        if not isinstance(name, str) or not NAME.fullmatch(name):
            self._fault(place, "name", "give it a name of letters, digits, - and _, at most 64 of them")
            return place
        if name in self._names:
            self._fault(name, "name", "two accounts bear this name; names are unique")
        self._names.add(name)
        return name

    def _text(self, account: str, key: str, value: object) -> str:
        if isinstance(value, str) and value.strip():
            return value.strip()
        self._fault(account, key, "must be given, as text")
        return ""

    def _base_url(self, account: str, value: object) -> str | None:
        if value is None or (isinstance(value, str) and value.startswith(("https://", "http://"))):
            return value
        self._fault(account, "base_url", "must be a whole URL, https://…")
        return None

    def _since(self, account: str, value: object) -> datetime | None:
        try:
            return None if value is None else _moment(value)
        except ValueError:
            self._fault(account, "since", "must be a date or an ISO 8601 time, such as 2026-11-01")
            return None

    def _keys(self, account: str, table: Mapping[str, object]) -> Iterator[tuple[str, type_of_key]]:
        for key, value in table.items():
            if key in COMMON:
                continue
            try:
                yield key, self._value(value)
            except BadReference as bad:
                self._fault(account, key, str(bad))
                yield key, SecretStr("unknown")  # given, if badly: its connector need not miss it too

    def _value(self, value: object) -> type_of_key:
        if isinstance(value, Mapping) and is_reference(value):
            return resolve(value, beside=self._beside, environ=self._environ)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return value
        if isinstance(value, date):  # TOML writes times without quotes; the connector reads text
            return value.isoformat()
        raise BadReference('must be text, a number, or { env = "VARIABLE" } or { file = "path" }')

    def _fault(self, account: str, key: str | None, why: str) -> None:
        self.faults.append(SettingsFault(account=account, key=key, why=why))


def _moment(value: object) -> datetime:
    """Return an aware time; without an offset it is Asia/Shanghai, and a date means its midnight there."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=SHANGHAI)
    if isinstance(value, date):
        return datetime.combine(value, time(), SHANGHAI)
    raise ValueError("neither a date nor a time")
