"""Tokens outlive the process that got them, one renews, and nobody reads them who should not."""

import threading

import pytest
from cryptography.fernet import Fernet
from psycopg2.errors import InsufficientPrivilege
from sqlalchemy import Engine

from store import locks
from store.engine import transaction
from store.tokens import StoredTokens

ANSWER: dict[str, object] = {"access_token": "s3cr3t-token", "refresh_token": "s3cr3t-refresh", "expires_in": 7200}


def stored_text(database: Engine) -> str:
    with transaction(database) as cursor:
        cursor.execute("SELECT answer FROM ops.token")
        ((answer,),) = cursor.fetchall()
    return str(answer)


def test_an_answer_is_kept_whole_and_by_account(database: Engine, database_url: str) -> None:
    store = StoredTokens(database_url, "jd-flagship")
    assert store.read() is None
    store.write({"access_token": "old"}, expires_at=None)
    store.write(ANSWER, expires_at=None)
    assert StoredTokens(database_url, "jd-flagship").read() == ANSWER
    assert StoredTokens(database_url, "jd-outlet").read() is None


def test_with_a_key_nothing_stands_in_clear_and_another_key_opens_nothing(database: Engine, database_url: str) -> None:
    key = Fernet.generate_key().decode()
    store = StoredTokens(database_url, "jd-flagship", key=key)
    store.write(ANSWER, expires_at=None)
    assert "s3cr3t" not in stored_text(database)
    assert "access_token" not in stored_text(database)
    assert store.read() == ANSWER
    assert StoredTokens(database_url, "jd-flagship").read() is None
    assert StoredTokens(database_url, "jd-flagship", key=Fernet.generate_key().decode()).read() is None
    assert key not in repr(store)


def test_answers_from_before_a_key_was_set_are_still_read(database_url: str) -> None:
    StoredTokens(database_url, "jd-flagship").write(ANSWER, expires_at=None)
    assert StoredTokens(database_url, "jd-flagship", key=Fernet.generate_key().decode()).read() == ANSWER


def test_the_turn_to_renew_is_one_for_all_and_frees_itself(database_url: str) -> None:
    held, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with StoredTokens(database_url, "jd-flagship").turn():
            held.set()
            leave.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(10)
    name = locks.token("jd-flagship")
    with pytest.raises(locks.Taken), locks.held(database_url, name):
        pass
    leave.set()
    holder.join()
    with StoredTokens(database_url, "jd-flagship").turn(), StoredTokens(database_url, "jd-outlet").turn():
        pass


def test_readers_of_the_views_cannot_read_tokens(database: Engine, database_url: str) -> None:
    StoredTokens(database_url, "jd-flagship").write(ANSWER, expires_at=None)
    with transaction(database) as cursor:
        cursor.execute("SET LOCAL ROLE shouhou_reader")
        with pytest.raises(InsufficientPrivilege):
            cursor.execute("SELECT answer FROM ops.token")
