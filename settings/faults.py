"""Faults of a configuration: named by account and key, never with a value."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from settings.model import PlainAccount


@dataclass(frozen=True, kw_only=True)
class SettingsFault:
    """
    One thing wrong in the configuration.

    Attributes:
        account: name of the account, or its place in the file ("number 2") while it has no usable name; None: top level.
        key: the key or environment variable at fault; None where the whole account or file is meant.
        why: what is wrong and what to do. Holds no value that somebody configured.
    """

    account: str | None = None
    key: str | None = None
    why: str

    def __str__(self) -> str:
        """Return the fault as one line, beginning with where it is."""
        where = [f"account {self.account}" if self.account else "", self.key or ""]
        place = ", ".join(part for part in where if part)
        return f"{place}: {self.why}" if place else self.why


class SettingsError(Exception):
    """
    The configuration cannot be used.

    Attributes:
        faults: every reason, in the order of the file.
        accounts: those that could be read, so that their connectors can name what else is wrong with them.
    """

    def __init__(self, faults: "Sequence[SettingsFault]", accounts: "Sequence[PlainAccount]" = ()) -> None:
        """Keep the faults; the message is one line for each."""
        super().__init__("the configuration cannot be used:\n" + "\n".join(f"  {fault}" for fault in faults))
        self.faults = tuple(faults)
        self.accounts = tuple(accounts)
