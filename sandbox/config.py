"""Writes the configuration that points at the stand-ins."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sandbox.accounts import CourierAccess, ShopAccess
from sandbox.files import write_whole


def write_config(path: Path, url: str, since: date, shops: Sequence[ShopAccess], courier: CourierAccess) -> None:
    """
    Write `path` (TOML) with one account per shop and one for the courier.

    Secrets go into files of mode 0600 beside it; `since` is where the first sync of each account begins.
    """
    tables = []
    for shop in shops:
        secret = _keep(path, f"{shop.name}.app_secret", shop.app_secret)
        session = _keep(path, f"{shop.name}.session", shop.session)
        own = f'app_key = "{shop.app_key}"\napp_secret = {secret}\nsession = {session}\n'
        tables.append(_table(shop.name, "tmall", f"{url}/tmall/router/rest", since) + own)
    word = _keep(path, f"{courier.name}.check_word", courier.check_word)
    own = f'partner_id = "{courier.partner_id}"\ncheck_word = {word}\n'
    tables.append(_table(courier.name, "sf_express", f"{url}/sf_express/std/service", since) + own)
    write_whole(path, "# Accounts of the sandbox: invented shops, nothing real.\n\n" + "\n".join(tables))


def _keep(path: Path, name: str, secret: str) -> str:
    write_whole(path.with_name(name), secret + "\n", 0o600)
    return f'{{ file = "{name}" }}'


def _table(name: str, platform: str, base_url: str, since: date) -> str:
    head = f'[[accounts]]\nname = "{name}"\nplatform = "{platform}"\nbase_url = "{base_url}"\nsince = "{since}"\n'
    return head + "calls_per_second = 1000  # these platforms count no calls\n"
