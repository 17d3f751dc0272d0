"""What a scan says of its parcel: by state, then by category, then by words. Words never deliver. Pure."""

from collections.abc import Callable

from msgspec import Struct

from connectors.jd_logistics import codes
from connectors.reasons import reason_in
from schemas.words import ParcelStatus, ReasonCode

NewValue = Callable[[str, str], None]


class Marks(Struct, frozen=True, kw_only=True):
    """
    The codes and words of one scan, as far as they are given.

    `title_is_code`: the door has no other. `words`: names, coarse ones first, that are looked up as titles and searched for
    words.
    """

    state: str | None = None
    category: str | None = None
    title: str | None = None
    title_is_code: bool = False
    words: tuple[str, ...] = ()


def status_of(marks: Marks, new_value: NewValue) -> ParcelStatus | None:
    """Return what the scan says; None for what no table knows. Every unknown code is told to `new_value`."""
    if marks.state:
        if status := codes.STATE.get(marks.state):
            return status
        new_value("state", marks.state)
    if marks.category:
        status = codes.CATEGORY.get(marks.category)
        if status and not (marks.state and marks.category == codes.SIGNED):
            return status
        if status is None:
            new_value("category", marks.category)
        else:
            return None
    return _by_title(marks, new_value)


def reason_of(marks: Marks, status: ParcelStatus | None, text: str) -> ReasonCode | None:
    """Return why an exception happened: by state, else by words of title and remark, else `other`."""
    if status is not ParcelStatus.EXCEPTION:
        return None
    return codes.REASON_OF_STATE.get(marks.state or "") or reason_in("".join((*marks.words, text)))


def _by_title(marks: Marks, new_value: NewValue) -> ParcelStatus | None:
    status = codes.TITLE.get(marks.title or "") or _by_words(marks.words) or _by_names(marks.words)
    if status is ParcelStatus.DELIVERED and not marks.title_is_code:
        status = None
    if status is None and not (marks.state or marks.category):
        new_value("title", marks.title or "none")
    return status


def _by_names(names: tuple[str, ...]) -> ParcelStatus | None:
    """Return what a name says that is a title elsewhere, such as a category called 已取消."""
    return next((codes.TITLE[name] for name in reversed(names) if name in codes.TITLE), None)


def _by_words(names: tuple[str, ...]) -> ParcelStatus | None:
    for words, status in codes.WORDS:
        if any(word in name for word in words for name in names):
            return status
    return None
