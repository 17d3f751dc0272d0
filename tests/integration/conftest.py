"""Fixtures of the integration tests."""

from tests.stage import on_stage

__all__ = ["on_stage"]
