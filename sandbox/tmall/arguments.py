"""Reads and checks the business arguments of a call."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.tmall.errors import invalid_argument, missing_argument
from sandbox.world.facts import BEIJING

Params = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of how many rows; `counted`: the total is wanted instead of `has_next`."""

    number: int
    size: int
    counted: bool


def need(params: Params, *names: str) -> None:
    """Refuse the call if one of `names` is missing."""
    for name in names:
        if not params.get(name):
            raise missing_argument(name)


def number(params: Params, name: str, default: int, low: int, high: int) -> int:
    """A whole number between `low` and `high`."""
    text = params.get(name) or str(default)
    if not text.isascii() or not text.isdecimal() or not low <= int(text) <= high:
        raise invalid_argument(name, f"must be a whole number from {low} to {high}")
    return int(text)


def paging(params: Params, *, default_size: int = 40) -> Paging:
    """`page_no` from 1, `page_size` 1 to 100, `use_has_next`."""
    return Paging(
        number=number(params, "page_no", 1, 1, 10**6),
        size=number(params, "page_size", default_size, 1, 100),
        counted=params.get("use_has_next") != "true",
    )


def moment(params: Params, name: str) -> datetime | None:
    """A time in Beijing, `yyyy-MM-dd HH:mm:ss`; None if not given."""
    text = params.get(name)
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
    except ValueError:
        raise invalid_argument(name, "must look like yyyy-MM-dd HH:mm:ss") from None


def span(
    params: Params, first: str, last: str, longest: timedelta | None = None
) -> tuple[datetime | None, datetime | None]:
    """A span of time: the end later than the start, and no longer than `longest`."""
    start, end = moment(params, first), moment(params, last)
    if start and end and end <= start:
        raise invalid_argument(last, "must be later than the start")
    if start and end and longest and end - start > longest:
        raise invalid_argument(last, f"the span must not be longer than {longest.days} day(s)")
    return start, end


def types(params: Params, default: str) -> frozenset[str]:
    """The trade types asked for; `guarantee_trade` stands for fixed and auction, an unknown type for nothing."""
    asked = frozenset(name.strip() for name in (params.get("type") or default).split(","))
    return asked | {"fixed", "auction"} if "guarantee_trade" in asked else asked
