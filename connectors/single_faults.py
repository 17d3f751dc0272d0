"""Calls about one thing each: where the platform fails over single ones, the others are asked all the same."""

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from schemas.errors import PlatformError
from schemas.page import Page

IN_A_ROW = 3
"""So many failures one after the other may be the platform's own: it is asked whether it answers at all."""


class Failed(Struct, frozen=True):
    """A call that failed, perhaps for what it asked about alone. `page`: says so of it, as a refusal."""

    page: Page
    error: PlatformError

    @property
    def told(self) -> Page:
        """Return the page as it lands: made by us, it shows nothing of how the platform's records look."""
        return replace(self.page, fields=())


def despite_single_faults(answers: Iterable[Page | Failed], *, ping: Callable[[], None]) -> Iterator[Page]:
    """
    Yield the pages, those of failed calls too as soon as the platform has shown that it answers others.

    It has once another call is answered, or `ping` is. Without this one number that a platform chokes on would stop
    an account for good: it is the first again in every run.

    Raises:
        PlatformError: no call was answered at all, or several in a row failed and `ping` does too.
    """
    held: list[Failed] = []
    answers_others = False
    for answer in answers:
        if isinstance(answer, Page):
            answers_others = True
            yield from (each.told for each in held)
            held.clear()
            yield answer
            continue
        held.append(answer)
        if len(held) == IN_A_ROW:
            ping()
            answers_others = True
            yield from (each.told for each in held)
            held.clear()
    if held and not answers_others:
        raise held[0].error
    yield from (each.told for each in held)
