"""How platforms' records look: names of fields and kinds of values, never the values."""

from enum import StrEnum

from msgspec import Struct


class Seen(Struct, frozen=True, array_like=True):
    """
    A field in a sample of records: where it stands, in how many of its owners, and as what kinds of values.

    `path`: names joined by dots, `[]` for the entries of a list, empty for the record itself. `seen`: without those
    where it was null. `kinds`: of string, number, boolean, object, list. `used`: it is kept when the record lands.
    """

    path: str
    seen: int
    kinds: tuple[str, ...]
    used: bool


class DriftKind(StrEnum):
    """What has changed. A missing or re-typed field that is used is critical, the rest is a warning."""

    NEW_FIELD = "new_field"
    MISSING_FIELD = "missing_field"
    TYPE_CHANGE = "type_change"
    NEW_VALUE = "new_value"

    @property
    def is_critical(self) -> bool:
        """Tell whether what we read may be wrong from now on."""
        return self in (DriftKind.MISSING_FIELD, DriftKind.TYPE_CHANGE)


class Drift(Struct, frozen=True, kw_only=True, order=True):
    """A change of a platform's records. `value`: the kind of value that came, or that came until now."""

    path: str
    kind: DriftKind
    value: str
