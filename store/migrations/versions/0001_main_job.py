"""The main job: landing, normal tables, tickets, dispatch, anomalies, runs and the views that readers use."""

from store.migrations.sql import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make everything from empty."""
    run(revision)
