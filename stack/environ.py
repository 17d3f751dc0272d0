"""The environment that this process and its children need, to be set before Prefect is imported."""

import os
from collections.abc import Mapping

from settings import Settings
from stack import database, prefect
from stack.home import Home

#: PREFECT_… variables that are already set win over these.
CLIENT = {
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",  # a missing URL is an error, not a private server
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    "PREFECT_WORKER_QUERY_SECONDS": "2",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "connectors,tasks,rules,store",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}


def environment(
    home: Home, settings: Settings, base: Mapping[str, str] = os.environ, *, wait: bool = True
) -> dict[str, str]:
    """
    Return the variables to set on top of `base`; starts the home's services that the settings do not replace.

    Paths are absolute, for worker runs begin in a temporary directory. The database URL holds its password: hand the
    result to processes, never to a log.

    Args:
        wait: until Prefect answers; without it, `prefect.ensure` has to be called before Prefect is asked for anything.

    Raises:
        StackError: a service cannot be started.
    """
    home.make()  # Prefect's own folder and temporary files lie in it, whichever services are its own
    found = {
        "SHOUHOU_HOME": str(home.path),
        "SHOUHOU_DATABASE_URL": database.ensure(home, settings),
        "PREFECT_API_URL": (prefect.ensure if wait else prefect.begin)(home, settings, base),
    }
    if settings.config:
        found["SHOUHOU_CONFIG"] = str(settings.config)
    unset = {name: value for name, value in CLIENT.items() if name not in base}
    return unset | prefect.common(home) | found
