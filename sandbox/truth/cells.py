"""How the truth writes its cells."""

from datetime import datetime


def moment(at: datetime | None) -> str | None:
    """ISO 8601 with +08:00, whole seconds; None stays None."""
    return None if at is None else at.isoformat(timespec="seconds")


def yuan(fen: int | None) -> str | None:
    """Yuan as text with two decimals; None stays None."""
    return None if fen is None else f"{fen // 100}.{fen % 100:02d}"
