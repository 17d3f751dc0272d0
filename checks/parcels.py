"""What is judged of the parcels that an order or a request declares: only what would break a key of the database."""

from collections.abc import Iterable
from operator import attrgetter

import pandas as pd

from checks.columns import integers
from schemas.commerce import Parcel

KEYS = ("tracking_no", "carrier_name", "external_line_id")
"""Columns whose lengths the suites orders and after_sales judge."""

UNJUDGED = {"direction": "Written by the connector from the place where the parcel is declared."}

_texts_of = attrgetter(*KEYS)


def key_lengths(parcels: Iterable[tuple[Parcel, ...]]) -> "pd.Series[int]":
    """Return, for each row's parcels, the length of the longest text that becomes part of a key; 0 without parcels."""
    return integers([max(map(_longest, of_row)) if of_row else None for of_row in parcels])


def _longest(parcel: Parcel) -> int:
    number, carrier, line = _texts_of(parcel)
    return max(len(number), len(carrier) if carrier else 0, len(line) if line else 0)
