"""What a run says of itself, in the log and so in Prefect's UI: a fixed dotted event with values beside it."""

import logging
from typing import Any


def listen() -> None:
    """Let what the rooms say reach the handlers that Prefect gave them; by default only warnings would."""
    for room in ("connectors", "tasks", "rules", "store"):
        logging.getLogger(room).setLevel(logging.INFO)


def say(event: str, *, level: int = logging.INFO, **values: Any) -> None:
    """Log an event; the values stand in the line too, since Prefect's UI shows nothing else of a record."""
    line = " ".join([event, *(f"{key}={value}" for key, value in values.items())])
    logging.getLogger(__name__).log(level, line, extra={"said": values})
