"""What every test stands on: a Prefect that calls nobody, and databases of their own."""

import os
from pathlib import Path

PREFECT_HOME = Path(__file__).parents[1] / ".cache" / "prefect"
PREFECT_HOME.mkdir(parents=True, exist_ok=True)

# Before anything imports Prefect; an empty URL beats a developer's .env, a deleted one does not.
os.environ |= {
    "PREFECT_API_URL": "",
    "PREFECT_HOME": str(PREFECT_HOME),
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}
for name in [name for name in os.environ if name.startswith("SHOUHOU_")]:
    del os.environ[name]

from tests.databases import database, database_url, home, migrated, postgres, prefect_api  # noqa: E402

__all__ = ["database", "database_url", "home", "migrated", "postgres", "prefect_api"]
