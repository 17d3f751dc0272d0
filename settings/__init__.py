"""
What people configure, read once at the top and handed down as values.

`load` reads the TOML file and the environment and gives frozen `Settings`, or raises `SettingsError` with every fault
at once. Nothing here knows a platform: each connector declares which keys it needs.
"""

from settings.faults import SettingsError, SettingsFault
from settings.model import PlainAccount, Settings
from settings.read import home, load

__all__ = ["PlainAccount", "Settings", "SettingsError", "SettingsFault", "home", "load"]
