"""The stand-ins there are: every folder here that declares one."""

import importlib
import pkgutil
from pathlib import Path

from sandbox.standin import StandIn

HERE = Path(__file__).parent


def stand_ins() -> dict[str, StandIn]:
    """Return all stand-ins by the platform's name."""
    found: dict[str, StandIn] = {}
    for module in pkgutil.iter_modules([str(HERE)]):
        declared = getattr(importlib.import_module(f"sandbox.{module.name}"), "STAND_IN", None)
        if isinstance(declared, StandIn):
            found[declared.platform] = declared
    return found
