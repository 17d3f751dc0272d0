"""Environments of peers: each with its own requirements, made once and kept in the cache of the checkout."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PEERS = Path(__file__).parent
CACHE = PEERS.parents[1] / ".cache" / "peers"


def python_of(peer: str) -> Path:
    """Return the interpreter of a peer's environment; it is made, and made anew when the requirements change."""
    wanted = PEERS / peer / "requirements.txt"
    version = hashlib.sha256(wanted.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = CACHE / f"{peer}-{version}"
    python, ready = folder / "bin" / "python", folder / "ready"
    if not ready.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        install = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", wanted]
        subprocess.run(install, check=True)
        ready.touch()
    return python


def asked(peer: str, given: dict[str, Any]) -> Any:
    """Let a peer make one call; return what it printed."""
    command = [python_of(peer), PEERS / peer / "client.py"]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
