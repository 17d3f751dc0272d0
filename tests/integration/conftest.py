"""Fixtures of the integration tests."""

from tests.stage import on_stage
from tests.told import told

__all__ = ["on_stage", "told"]
