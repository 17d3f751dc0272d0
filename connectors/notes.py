"""What is noticed while one record is read: why it has to be set aside, and words new to us."""

from schemas.page import Fault, NewValue, Raw

LONGEST_NEW_VALUE = 200

WHY = {
    "missing": "{field} is missing",
    "malformed_amount": "{field} is no exact amount",
    "malformed_time": "{field} is no time",
    "malformed_number": "{field} is no whole number",
    "not_positive": "{field} is not above zero",
    "too_long": "{field} is too long",
    "repeated": "{field} stands there twice",
    "malformed": "{field} has another form than it should",
}
"""Kind of rule → what is wrong. A rule is `kind:field`."""


class Notes:
    """Faults and new words of one record; the readers of its parts share it. `key` is its natural key once read."""

    __slots__ = ("_faults", "key", "unknown")

    def __init__(self) -> None:
        self.key: str | None = None
        self.unknown: list[NewValue] = []
        self._faults: dict[str, str] = {}

    @property
    def faulty(self) -> bool:
        """Whether the record has to be set aside."""
        return bool(self._faults)

    def fault(self, kind: str, field: str, seen: str) -> None:
        """Note a broken rule; its first sight counts. `seen` tells the developer what was there, without the value."""
        self._faults.setdefault(f"{kind}:{field}", seen)

    def broken(self, kind: str, field: str) -> bool:
        """Tell whether this rule is noted as broken."""
        return f"{kind}:{field}" in self._faults

    def new_value(self, path: str, value: str) -> None:
        """Note a word that no table knows."""
        note = NewValue(path=path, value=value[:LONGEST_NEW_VALUE])
        if note not in self.unknown:
            self.unknown.append(note)

    def faults(self, record: Raw | None = None) -> tuple[Fault, ...]:
        """Return the faults, one a rule, all with the record's key. `record`: the part to keep; None = all of it."""
        return tuple(self._as_fault(rule, seen, record) for rule, seen in self._faults.items())

    def _as_fault(self, rule: str, seen: str, record: Raw | None) -> Fault:
        kind, _, field = rule.partition(":")
        why = WHY[kind].format(field=field)
        return Fault(
            source_key=self.key,
            stage="normalise",
            rule=rule,
            message=f"Set aside because {why}; its raw record is kept: ask the platform about it",
            developer_message=seen,
            record=record,
        )
