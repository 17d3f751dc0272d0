"""Of all who want a token renewed at once, one asks; the whole answer is kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from connectors.tokens import Answer, MemoryTokens, Renewed, current_token


class Platform:
    """Gives T1, T2 …"""

    def __init__(self) -> None:
        self.asked: list[Answer | None] = []

    def renew(self, stored: Answer | None) -> Renewed:
        self.asked.append(stored)
        token = f"T{len(self.asked)}"
        return Renewed(token=token, answer={"access_token": token, "refresh_token": "R"}, ends_at=datetime.now(UTC))


def good(answer: Answer) -> str | None:
    return str(answer["access_token"])


def test_many_threads_and_one_question() -> None:
    store, platform = MemoryTokens(), Platform()
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: current_token(store, good=good, renew=platform.renew), range(40)))
    assert set(found) == {"T1"}
    assert len(platform.asked) == 1
    assert store.read() == {"access_token": "T1", "refresh_token": "R"}


def test_a_stored_answer_that_is_not_good_is_given_to_whoever_renews() -> None:
    store, platform = MemoryTokens(), Platform()
    old: Answer = {"access_token": "T0", "refresh_token": "R0"}
    store.write(old, expires_at=None)
    assert current_token(store, good=lambda _: None, renew=platform.renew) == "T1"
    assert platform.asked == [old]


def test_a_platform_that_gives_none_leaves_what_is_stored() -> None:
    store = MemoryTokens()
    store.write({"access_token": "T0"}, expires_at=None)

    def refuse(_: Answer | None) -> Renewed:
        raise PermissionError

    with pytest.raises(PermissionError):
        current_token(store, good=lambda _: None, renew=refuse)
    assert store.read() == {"access_token": "T0"}


def test_a_renewed_token_shows_nothing_of_itself() -> None:
    shown = repr(Renewed(token="s3cr3t", answer={"access_token": "s3cr3t"}, ends_at=None))
    assert "s3cr3t" not in shown
