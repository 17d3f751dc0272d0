"""Counts that must add up."""

from msgspec import Struct


class Counts(Struct, frozen=True, kw_only=True):
    """Primary records: orders, requests or scans. A repeat or an older version is unchanged."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0

    @property
    def fetched(self) -> int:
        """All that came in: the sum of the four."""
        return self.inserted + self.updated + self.unchanged + self.rejected

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            inserted=self.inserted + other.inserted,
            updated=self.updated + other.updated,
            unchanged=self.unchanged + other.unchanged,
            rejected=self.rejected + other.rejected,
        )
