"""A platform's word for a carrier → our carrier."""

from collections.abc import Mapping

from psycopg2.extensions import cursor as Cursor

UNKNOWN = "unknown"
"""The carrier of a parcel whose platform names none."""


def aliases(cursor: Cursor) -> dict[str, str]:
    """Return every known word with its carrier; the carriers' own codes are among the words."""
    cursor.execute("SELECT alias, carrier FROM core.carrier_alias")
    return dict(cursor.fetchall())


def resolve(name: str | None, aliases: Mapping[str, str]) -> str:
    """
    Return the carrier that a platform's word means; pure.

    A word that no table knows stays as the platform wrote it, blanks around it aside: its parcels are shown, nobody is
    asked for them. None or blank: `unknown`.
    """
    word = (name or "").strip()
    return aliases.get(word, word) or UNKNOWN
