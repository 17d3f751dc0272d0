"""Writes the configuration that points at the stand-ins."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from sandbox.access import Access
from sandbox.files import write_whole


def write_config(path: Path, since: date, accounts: Iterable[tuple[Access, str]]) -> None:
    """
    Write `path` (TOML) with one account for each access at its base URL.

    Secrets go into files of mode 0600 beside it; `since` is where the first sync of each account begins.
    """
    tables = [_table(path, access, base_url, since) for access, base_url in accounts]
    write_whole(path, "# Accounts of the sandbox: invented shops, nothing real.\n\n" + "\n".join(tables))


def _table(path: Path, access: Access, base_url: str, since: date) -> str:
    head = f'[[accounts]]\nname = "{access.name}"\nplatform = "{access.platform}"\n'
    head += f'base_url = "{base_url}"\nsince = "{since}"\n'
    own = (f"{key} = {_value(path, access, key)}\n" for key in access.keys)
    return head + "".join(own) + "calls_per_second = 1000  # these platforms count no calls\n"


def _value(path: Path, access: Access, key: str) -> str:
    if key not in access.secret:
        return f'"{access[key]}"'
    name = f"{access.name}.{key}"
    write_whole(path.with_name(name), access[key] + "\n", 0o600)
    return f'{{ file = "{name}" }}'
