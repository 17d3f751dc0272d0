"""The tools around ingest: replay and backfill, quality results, the outbox."""

from store.migrations.sql import run

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what 0001 lacks; nothing is removed."""
    run(revision)
