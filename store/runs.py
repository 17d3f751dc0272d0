"""The life of a run, from begin to conclude. What its rows say is the truth; Prefect's state is a view of it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Engine, text

from schemas.tally import Counts
from store import locks, outbox
from store.engine import engine

COUNTED = ("fetched", "inserted", "updated", "unchanged", "rejected")


class RunDied(Exception):
    """The run's own rows are gone or closed: somebody else took it for dead."""


@contextmanager
def alive(url: str, run_id: UUID) -> Iterator[None]:
    """Hold the run's own lock: while it is held, nobody takes the run for dead."""
    with locks.held(url, locks.run(run_id)):
        yield


def begin(
    url: str, *, run_id: UUID, flow: str, trigger: str, params: Mapping[str, Any], accounts: Sequence[str] = ()
) -> None:
    """Write the run and one row for each account before anything is asked; runs that died before are closed first."""
    with engine(url).begin() as connection:
        outbox.keep_epoch(connection)
        _bury(connection)
        connection.execute(
            text("INSERT INTO ops.run (run_id, flow, trigger, params) VALUES (:run, :flow, :trigger, :params)"),
            {"run": run_id, "flow": flow, "trigger": trigger, "params": msgspec.json.encode(params).decode()},
        )
        for account in accounts:
            connection.execute(
                text("INSERT INTO ops.run_account (run_id, account) VALUES (:run, :account)"),
                {"run": run_id, "account": account},
            )


def _bury(connection: Any) -> None:
    """Close runs whose lock is free: they died, and their pages are settled by whoever syncs the account next."""
    running = connection.execute(text("SELECT run_id FROM ops.run WHERE status = 'running' FOR UPDATE SKIP LOCKED"))
    dead = [run_id for (run_id,) in running if locks.is_free(connection, locks.run(run_id))]
    for run_id in dead:
        connection.execute(
            text(
                "UPDATE ops.run SET status = 'crashed', ended_at = clock_timestamp(), error = :error WHERE run_id = :run"
            ),
            {"run": run_id, "error": "The run's process died."},
        )
        connection.execute(
            text(
                "UPDATE ops.run_account SET status = 'failed', reason = 'The run''s process died.'"
                " WHERE run_id = :run AND status = 'running'"
            ),
            {"run": run_id},
        )


def count(cursor: Any, run_id: UUID, account: str, counts: Counts) -> None:
    """Raise an account's counts, in the transaction that settled the rows."""
    cursor.execute(
        """
        UPDATE ops.run_account SET fetched = fetched + %s, inserted = inserted + %s, updated = updated + %s,
               unchanged = unchanged + %s, rejected = rejected + %s
        WHERE run_id = %s AND account = %s""",
        (counts.fetched, counts.inserted, counts.updated, counts.unchanged, counts.rejected, run_id, account),
    )
    if cursor.rowcount != 1:
        raise RunDied(f"Run {run_id} has no row for {account}.")


def close_account(
    on: Engine, run_id: UUID, account: str, *, status: str, reason: str | None = None, error: str | None = None
) -> None:
    """Say how an account of the run ended: done, skipped or failed; `reason` for the operator, `error` as seen."""
    with on.begin() as connection:
        connection.execute(
            text(
                "UPDATE ops.run_account SET status = :status, reason = :reason, error = :error"
                " WHERE run_id = :run AND account = :account"
            ),
            {"run": run_id, "account": account, "status": status, "reason": reason, "error": error},
        )


def account_status(on: Engine, run_id: UUID, account: str) -> str | None:
    """Return how an account's part of the run stands: running, done, skipped or failed; None: it has none."""
    query = text("SELECT status FROM ops.run_account WHERE run_id = :run AND account = :account")
    with on.connect() as connection:
        return connection.execute(query, {"run": run_id, "account": account}).scalar()


def conclude(on: Engine, run_id: UUID) -> dict[str, Any]:
    """
    Close the run by what its account rows say, and return its tally.

    An account still `running` has lost its task: it failed. Failed is a run whose every tried account failed.
    """
    with on.begin() as connection:
        connection.execute(
            text(
                "UPDATE ops.run_account SET status = 'failed', reason = 'The task ended without a word.'"
                " WHERE run_id = :run AND status = 'running'"
            ),
            {"run": run_id},
        )
        accounts = _accounts(connection, run_id)
        status = _verdict([row["status"] for row in accounts.values()])
        flow = _close(connection, run_id, status, {})
    totals = {name: sum(row[name] for row in accounts.values()) for name in COUNTED}
    return {"flow": flow, "run_id": str(run_id), "status": status, **totals, "accounts": accounts}


def conclude_with(
    on: Engine, run_id: UUID, counts: Mapping[str, Any], *, status: str = "completed", error: str | None = None
) -> dict[str, Any]:
    """Close a run that has no accounts, with its own counts, and return its tally."""
    with on.begin() as connection:
        flow = _close(connection, run_id, status, counts, error)
    return {"flow": flow, "run_id": str(run_id), "status": status, **counts}


def fail(on: Engine, run_id: UUID, *, error: str) -> None:
    """Close a run whose story broke. One that was closed before, and broke while that was told, stays as it is."""
    with on.begin() as connection, suppress(RunDied):
        _close(connection, run_id, "failed", {}, error)


def _verdict(statuses: Sequence[str]) -> str:
    tried = [status for status in statuses if status != "skipped"]
    failed = tried.count("failed")
    return "completed" if not failed else "failed" if failed == len(tried) else "partial"


def _accounts(connection: Any, run_id: UUID) -> dict[str, dict[str, Any]]:
    rows = connection.execute(
        text(
            "SELECT account, status, reason, fetched, inserted, updated, unchanged, rejected FROM ops.run_account"
            " WHERE run_id = :run ORDER BY account"
        ),
        {"run": run_id},
    )
    return {row.account: {key: row._mapping[key] for key in ("status", "reason", *COUNTED)} for row in rows}


def _close(connection: Any, run_id: UUID, status: str, counts: Mapping[str, Any], error: str | None = None) -> str:
    query = text("""
        UPDATE ops.run SET status = :status, ended_at = clock_timestamp(), counts = :counts, error = :error
        WHERE run_id = :run AND status = 'running' RETURNING flow""")
    values = {"run": run_id, "status": status, "counts": msgspec.json.encode(counts).decode(), "error": error}
    flow = connection.execute(query, values).scalar()
    if flow is None:
        raise RunDied(f"Run {run_id} was closed by somebody else.")
    return str(flow)
