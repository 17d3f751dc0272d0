"""Whose parcels travel, and how their numbers look."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Carrier:
    """
    One carrier. `code`: as a reader should call it. `company`: as shops write it. `source`: the courier platform that
    tells its scans. `wants_tail`: it tells them only to those who know a phone's last four digits.
    """

    code: str
    company: str
    source: str
    prefix: str
    digits: int
    wants_tail: bool = False
