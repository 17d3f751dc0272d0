"""Limits that several suites share. They lie where the database refuses a whole batch, or far outside real life."""

from datetime import UTC, datetime, timedelta

MAX_FEN = 10**14 - 1
"""numeric(14,2) in fen."""

MAX_INTEGER = 2**31 - 1
"""integer of PostgreSQL."""

MAX_KEY_CHARACTERS = 100
"""Ids and tracking numbers stay below 40. An index entry holds about 2,700 bytes, and a key up to six of them."""

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
CLOCKS_DIFFER = timedelta(days=2)
"""How far ahead of our clock a platform's may be: a day for a mistaken zone, a day to be sure."""

DAY_S = 86_400
FAR_S = 400 * DAY_S
"""Seconds within which something of a sale comes to its end."""
