"""The flows by name, each loaded only when it is wanted: importing Prefect takes seconds."""

from importlib import import_module
from typing import Any

NAMES = (
    "sync-orders", "sync-after-sales", "sync-traces", "create-tickets", "dispatch-batch", "watch-sla", "cycle", "replay",
    "backfill", "purge", "check-tables",
)  # fmt: skip


def load(name: str) -> Any:
    """
    Return the flow called `name`.

    Raises:
        KeyError: no flow bears that name.
    """
    if name not in NAMES:
        raise KeyError(name)
    module = name.replace("-", "_")
    return getattr(import_module(f"flows.{module}"), module)
