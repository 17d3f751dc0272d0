"""Stop everything that runs for a home."""

from stack import services
from stack.home import Home
from stack.postgres import EmbeddedPostgres


def stop(home: Home) -> list[str]:
    """
    Stop the services of one home, users before what they use.

    Returns:
        names of those that ran; none for a home that is not there.
    """
    if not home.path.is_dir():
        return []
    with home.lock():
        stray = EmbeddedPostgres().strayed(home)
        if stray:
            home.record("postgres", stray)
        return [name for name in services.ENDINGS if services.stop(home, name)]
