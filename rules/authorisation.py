"""
When a person has to renew what a platform granted.

Some grants cannot be refreshed by us: somebody has to authorise the application again. They are warned about 14 days
before, and pressed 3 days before. Source: domain reference, section 3, core.account.
"""

from datetime import datetime, timedelta, timezone

SOON, PRESSING = timedelta(days=14), timedelta(days=3)
_SHANGHAI = timezone(timedelta(hours=8))
_DAY = timedelta(days=1)


def warning(expires_at: datetime | None, now: datetime) -> str | None:
    """
    Say in a sentence when a grant ends; None while that is more than 14 days away, or not known.

    Args:
        expires_at: aware; None: the account does not say.
        now: aware.
    """
    if expires_at is None or expires_at - now > SOON:
        return None
    at = expires_at.astimezone(_SHANGHAI).strftime("%Y-%m-%d %H:%M")
    todo = "authorise the application again and renew its keys"
    if expires_at <= now:
        return f"Its authorisation ended on {at} (Shanghai): {todo}."
    return f"Its authorisation ends {_left(expires_at - now)}, on {at} (Shanghai): {todo}, or its syncs stop."


def is_pressing(expires_at: datetime | None, now: datetime) -> bool:
    """Tell whether a grant ends within 3 days, or has ended."""
    return expires_at is not None and expires_at - now <= PRESSING


def _left(left: timedelta) -> str:
    days = left // _DAY
    return "within a day" if days == 0 else f"in {days} day{'s' if days > 1 else ''}"
