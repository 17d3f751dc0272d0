"""Environments of other tools, each with its own pinned requirements, kept in the cache of the checkout."""

import hashlib
import subprocess
import sys
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".cache" / "benchmarks"


def python_of(requirements: Path) -> Path:
    """Return the interpreter of an environment; it is made, and made anew when the requirements change."""
    version = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = CACHE / f"{requirements.stem}-{version}"
    python, ready = folder / "bin" / "python", folder / "ready"
    if not ready.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", "-r", requirements], check=True)
        ready.touch()
    return python
