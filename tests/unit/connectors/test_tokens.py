"""Of all who want a token renewed at once, one asks; the whole answer is kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from connectors.tokens import Answer, Keeper, MemoryTokens, Renewed
from schemas.errors import AuthError, Unavailable

EARLY = timedelta(hours=24)


class Platform:
    """Gives T1, T2 …, each for `lasts`; raises `trouble` instead where there is one."""

    def __init__(self, lasts: timedelta = timedelta(days=365)) -> None:
        self.asked: list[Answer | None] = []
        self.lasts = lasts
        self.trouble: Exception | None = None

    def renew(self, stored: Answer | None) -> Renewed:
        self.asked.append(stored)
        if self.trouble:
            raise self.trouble
        token = f"T{len(self.asked)}"
        answer: Answer = {"access_token": token, "refresh_token": "R"}
        return Renewed(token=token, answer=answer, ends_at=datetime.now(UTC) + self.lasts)


def keeper(store: MemoryTokens, platform: Platform, given: str | None = None) -> Keeper:
    return Keeper(store, early=EARLY, renew=platform.renew, given=given)


def test_many_threads_and_one_question() -> None:
    store, platform = MemoryTokens(), Platform()
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: keeper(store, platform).current(), range(40)))
    assert set(found) == {"T1"}
    assert len(platform.asked) == 1
    stored = store.read()
    assert stored
    assert stored["answer"] == {"access_token": "T1", "refresh_token": "R"}


def test_a_configured_token_is_used_until_the_platform_refuses_it() -> None:
    store, platform = MemoryTokens(), Platform()
    mine = keeper(store, platform, "T0")
    assert [mine.current(), mine.current()] == ["T0", "T0"]
    mine.forget("T0")
    assert [mine.current(), mine.current()] == ["T1", "T1"]
    assert platform.asked == [None]


def test_a_token_is_renewed_early_and_the_whole_answer_goes_along() -> None:
    store, platform = MemoryTokens(), Platform(lasts=timedelta(hours=23))
    assert keeper(store, platform).current() == "T1"
    assert keeper(store, platform).current() == "T2"
    assert platform.asked == [None, {"access_token": "T1", "refresh_token": "R"}]


def test_a_platform_that_cannot_renew_early_leaves_the_token_that_lasts() -> None:
    store, platform = MemoryTokens(), Platform(lasts=timedelta(hours=23))
    mine = keeper(store, platform)
    assert mine.current() == "T1"
    platform.trouble = Unavailable("down")
    assert mine.current() == "T1"
    mine.forget("T1")
    with pytest.raises(Unavailable):
        mine.current()


def test_a_platform_that_gives_none_leaves_what_is_stored() -> None:
    store, platform = MemoryTokens(), Platform()
    platform.trouble = AuthError("no")
    with pytest.raises(AuthError):
        keeper(store, platform).current()
    assert store.read() is None


def test_a_token_configured_anew_ends_what_was_stored_for_the_one_before() -> None:
    store, platform = MemoryTokens(), Platform()
    old = keeper(store, platform, "given once")
    old.forget(old.current())
    assert old.current() == "T1"
    assert keeper(store, platform, "given once").current() == "T1"
    assert keeper(store, platform, "given anew").current() == "given anew"


def test_a_refused_token_does_not_end_one_that_somebody_else_got_meanwhile() -> None:
    store, platform = MemoryTokens(), Platform()
    mine, theirs = keeper(store, platform, "T0"), keeper(store, platform, "T0")
    mine.forget(mine.current())
    theirs.forget("T0")
    assert mine.current() == "T1"
    assert theirs.current() == "T1"
    assert len(platform.asked) == 1


def test_without_a_way_to_renew_the_configured_token_stays() -> None:
    mine = Keeper(MemoryTokens(), early=EARLY, renew=None, given="T0")
    mine.forget(mine.current())
    assert mine.current() == "T0"
    assert not mine.renewable


def test_a_renewed_token_shows_nothing_of_itself() -> None:
    shown = repr(Renewed(token="s3cr3t", answer={"access_token": "s3cr3t"}, ends_at=None))
    assert "s3cr3t" not in shown
