"""The stand-ins there are: every folder here that declares one."""

import importlib
import pkgutil

import sandbox
from sandbox.standin import StandIn


def stand_ins() -> dict[str, StandIn]:
    """Return all stand-ins by the platform's name."""
    found: dict[str, StandIn] = {}
    for module in pkgutil.iter_modules(sandbox.__path__):
        declared = getattr(importlib.import_module(f"sandbox.{module.name}"), "STAND_IN", None)
        if isinstance(declared, StandIn):
            found[declared.platform] = declared
    return found
