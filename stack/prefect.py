"""Prefect's API: the one given by PREFECT_API_URL, else the home's own server on the embedded PostgreSQL."""

import os
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from settings import Settings
from stack import database, services
from stack.errors import StackError
from stack.home import Entry, Home
from stack.postgres import url
from stack.services import Launch

#: For the server only. PREFECT_… variables that are already set win over these.
SERVER = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TRIGGERS_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": '["events","flow_runs"]',  # else flow runs are kept for ever
}


@dataclass(frozen=True)
class PrefectServer:
    """The service `prefect` of a home, on that home's running PostgreSQL."""

    postgres: Entry
    base: Mapping[str, str]

    name = "prefect"
    title = "the Prefect server"
    patience_s = 180.0
    listens = True

    @property
    def uses(self) -> str:
        """The database it has to work with; after a restart on another port the server must follow."""
        return f"127.0.0.1:{self.postgres.port}"

    def launch(self, home: Home, port: int, lock: int) -> Launch:  # noqa: ARG002 - nothing to prepare
        """Say how the server is started; it migrates its own database."""
        environ = dict(self.base) | common(home) | {n: v for n, v in SERVER.items() if n not in self.base}
        environ["PREFECT_API_URL"] = api_url(port)  # else its UI would call port 4200
        connection = url(home, self.postgres, database="prefect", driver="asyncpg")
        environ["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = connection
        command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
        executables = (Path(os.path.realpath(sys.executable)).name,)
        return Launch(command=command, executables=executables, environ=environ, uses=self.uses)

    def healthy(self, port: int) -> bool:
        """Ask the API for its health."""
        return healthy(api_url(port))

    def strayed(self, home: Home) -> Entry | None:  # noqa: ARG002 - it records itself before it runs
        """Return None: there is no trace of it but its entry."""
        return None


def ensure(home: Home, settings: Settings, base: Mapping[str, str] = os.environ) -> str:
    """
    Return the URL of the Prefect API in use, `http…/api`; the home's server and its database are started if need be.

    Raises:
        StackError: one of them cannot be started, or the API given by PREFECT_API_URL does not answer.
    """
    if settings.prefect_api_url is not None:
        return _answering(settings.prefect_api_url)
    server = PrefectServer(database.embedded(home), base)
    return api_url(services.ensure(home, server, uses=server.uses).port)


def begin(home: Home, settings: Settings, base: Mapping[str, str] = os.environ) -> str:
    """Return the URL as `ensure` does, without waiting for the server's answer."""
    if settings.prefect_api_url is not None:
        return settings.prefect_api_url
    server = PrefectServer(database.embedded(home), base)
    return api_url(services.begin(home, server, uses=server.uses).port)


def healthy(url: str) -> bool:
    """Tell whether a Prefect API answers, and says that it is well."""
    try:
        with urllib.request.urlopen(f"{url.rstrip('/')}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _answering(url: str) -> str:
    if not healthy(url):
        raise StackError(
            f"the Prefect API at {url} does not answer; check PREFECT_API_URL, or unset it to use the home's own server"
        )
    return url


def api_url(port: int) -> str:
    """Return the API's URL on a port of this machine."""
    return f"http://127.0.0.1:{port}/api"


def common(home: Home) -> dict[str, str]:
    """Return what every process of a home is told, whichever Prefect it talks to: its own folders, and no call-outs."""
    return {"DO_NOT_TRACK": "1", "PREFECT_HOME": str(home.prefect), "TMPDIR": str(home.tmp)}
