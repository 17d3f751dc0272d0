"""What ships with the product: regions, carriers, default policies, the demo's master data. See README.md here."""

from pathlib import Path


def path(name: str) -> Path:
    """
    Return where a shipped file or folder lies.

    Args:
        name: relative to this room, such as `regions.csv` or `demo`.

    Raises:
        FileNotFoundError: nothing of that name ships.
    """
    found = Path(__file__).parent / name
    if not found.exists():
        raise FileNotFoundError(f"the product ships no {name}")
    return found
